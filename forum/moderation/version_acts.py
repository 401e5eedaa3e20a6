"""Hiding an earlier version of a post, and showing it again: functions of their own, since both take a version."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.moderation.post_acts import POST
from forum.moderation.reasons import ILLEGAL, PRIVATE, REQUESTED, RUDE
from forum.posts.models import Post
from forum.posts.revisions import Revision


def version_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return gettext("version %(number)s") % {"number": detail["version"]} if "version" in detail else ""


def undo_hiding(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    return show(by, post, int(entry.detail["version"]), reason)


def undo_showing(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    return hide(by, post, int(entry.detail["version"]), reason)


hiding: Act[Any] = Act(
    name="hide-version",
    on=POST,
    opposite="show-version",
    label=_("Hide version"),
    title=_("Hide this version"),
    effect=_("Its line stays in the history. Only moderators can read the text. It can be shown again."),
    button=_("Hide version"),
    done=_("Version hidden."),
    restricts=True,
    log_words=_("hid a version of"),
    detail_words=version_words,
    notification=ngettext_lazy(
        "A moderator hid an earlier version of your post in “%(topic)s”",
        "Moderators hid %(count)d earlier versions of your posts in “%(topic)s”",
        "count",
    ),
    reasons=(PRIVATE, ILLEGAL, RUDE, REQUESTED),
    needs_reason=True,
    is_harsh=True,
    undo=undo_hiding,
)

showing: Act[Any] = Act(
    name="show-version",
    on=POST,
    opposite="hide-version",
    label=_("Show version"),
    done=_("Version shown again."),
    restricts=False,
    log_words=_("showed a version again of"),
    detail_words=version_words,
    notification=ngettext_lazy(
        "A moderator showed an earlier version of your post in “%(topic)s” again",
        "Moderators showed %(count)d earlier versions of your posts in “%(topic)s” again",
        "count",
    ),
    undo=undo_showing,
)


def hide(by: User, post: Post, number: int, reason: str, **cited: Any) -> LogEntry | None:
    """Hide the text of this version from all but moderators; return None if it is hidden already, or not there."""
    return _set_hidden(by, post, number, reason, hiding, **cited)


def show(by: User, post: Post, number: int, reason: str = "") -> LogEntry | None:
    """Show it again to those who see the history; return None if it is shown already, or not there."""
    return _set_hidden(by, post, number, reason, showing)


@transaction.atomic
def _set_hidden(
    by: User, post: Post, number: int, reason: str, act: Act[Any], **cited: Any
) -> LogEntry | None:
    post = POST.lock(by, post)
    version = Revision.objects.select_for_update(no_key=True).filter(post=post, number=number).first()
    if version is None or version.is_hidden == (act is hiding):
        return None
    version.hidden_at, version.hidden_by = (timezone.now(), by) if act is hiding else (None, None)
    version.save(update_fields=["hidden_at", "hidden_by"])
    return act.log(by, post, reason, {"version": number}, **cited)


ACTS = (hiding, showing)
