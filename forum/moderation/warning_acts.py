"""Warning a member: for a post, by those who moderate its board, or by those who see to members anywhere."""

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.boards.models import permissions_of, read_permissions
from forum.boards.moderators import moderator_ids
from forum.boards.permissions import Asker
from forum.member_records import warnings
from forum.member_records.models import MemberWarning
from forum.moderation.acts import Act, Detail, Target
from forum.moderation.member_rules import ADMONISHED
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_WARNING
from forum.posts.models import Post
from forum.posts.rules import can_moderate


def may_warn_for(by: Asker, post: Post) -> bool:
    """Not oneself; other moderators and staff only by administrators."""
    permissions = permissions_of(by)
    author, reader = post.author, permissions.reader
    if not can_moderate(permissions, post) or author.pk == reader.pk or author.closed_at is not None:
        return False
    if reader.is_authenticated and reader.is_superuser:
        return True
    return not author.is_forum_staff and author.pk not in moderator_ids(permissions)


def lock_author(by: User, post: Post) -> Post:
    post = Post.objects.select_related("topic", "author").get(pk=post.pk)
    if not may_warn_for(read_permissions(by), post):
        raise PermissionDenied
    post.author = User.objects.select_for_update(no_key=True).get(pk=post.author_id)
    return post


WARNED_FOR = Target("post", "posts.change_post", may_warn_for, lock_author)


def warn_for_post(by: User, post: Post, reason: str) -> Detail | Literal[False]:
    return warned(by, post.author, reason, post)


def warn_member(by: User, member: User, reason: str) -> Detail | Literal[False]:
    return warned(by, member, reason)


def warned(by: User, member: User, reason: str, post: Post | None = None) -> Detail | Literal[False]:
    # A form that is sent twice must not warn twice.
    same = MemberWarning.objects.unread().filter(member=member, post=post, reason=reason, by=by)
    if same.exists():
        return False
    warning = warnings.warn(by, member, reason, post)
    return {"warning": warning.pk, "expires": warning.expires_at.isoformat() if warning.expires_at else ""}


def undo_warning(by: User, thing: Post | User, entry: LogEntry, reason: str) -> LogEntry | None:
    return take_back(by, thing, entry.detail.get("warning", 0), reason)


@transaction.atomic
def take_back(by: User, thing: Post | User, warning_id: int, reason: str = "") -> LogEntry | None:
    """Take a warning for this post, or of this member, back; return None if it was already."""
    act: Act[Any] = taking_back_for_post if isinstance(thing, Post) else taking_back
    thing = act.on.lock(by, thing)
    member = thing.author if isinstance(thing, Post) else thing
    if not warnings.take_back(member, warning_id):
        return None
    return act.log(by, thing, reason, {"warning": warning_id})


@transaction.atomic
def give_again(by: User, thing: Post | User, entry: LogEntry, reason: str) -> LogEntry | None:
    act: Act[Any] = warn_post if isinstance(thing, Post) else warn
    thing = act.on.lock(by, thing)
    member, warning_id = thing.author if isinstance(thing, Post) else thing, entry.detail.get("warning", 0)
    if not warnings.give_again(member, warning_id):
        return None
    return act.log(by, thing, reason, {"warning": warning_id})


SHARED: dict[str, Any] = {
    "label": _("Warn"),
    "effect": _(
        "The member is told the reason, and has to say that they read it before they can post again. "
        "The warning stays in their record."
    ),
    "button": _("Warn member"),
    "done": _("Member warned."),
    "done_to_many": ngettext_lazy("%(count)d member warned.", "%(count)d members warned.", "count"),
    "restricts": True,
    "reasons": FOR_WARNING,
    "needs_reason": True,
    "is_harsh": True,
    "undo": undo_warning,
}
TAKING_BACK: dict[str, Any] = {
    "label": _("Take warning back"),
    "restricts": False,
    "done": _("Warning taken back."),
    "done_to_many": ngettext_lazy("%(count)d warning taken back.", "%(count)d warnings taken back.", "count"),
    "undo": give_again,
}

warn = Act(
    name="warn",
    on=ADMONISHED,
    opposite="take-back-warning",
    title=_("Warn this member"),
    log_words=_("warned"),
    notification=_("You were warned"),
    is_due=lambda member: member.closed_at is None,
    change=warn_member,
    **SHARED,
)
warn_post = Act(
    name="warn",
    on=WARNED_FOR,
    opposite="take-back-warning",
    title=_("Warn the author of this post"),
    log_words=_("warned the author of"),
    notification=ngettext_lazy(
        "You were warned for your post in “%(topic)s”",
        "You were warned for %(count)d of your posts in “%(topic)s”",
        "count",
    ),
    change=warn_for_post,
    **SHARED,
)
taking_back = Act(
    name="take-back-warning",
    on=ADMONISHED,
    opposite="warn",
    log_words=_("took a warning back from"),
    notification=_("A warning to you was taken back"),
    **TAKING_BACK,
)
taking_back_for_post = Act(
    name="take-back-warning",
    on=WARNED_FOR,
    opposite="warn",
    log_words=_("took back a warning for"),
    notification=ngettext_lazy(
        "A warning for your post in “%(topic)s” was taken back",
        "%(count)d warnings for your posts in “%(topic)s” were taken back",
        "count",
    ),
    **TAKING_BACK,
)

ACTS = (warn, warn_post, taking_back, taking_back_for_post)
