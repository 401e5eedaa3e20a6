"""Changing polls as a moderator: those of others, those that have ended, and options with votes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.topic_targets import TOPIC
from forum.polls import changing
from forum.polls.changing import PollChange
from forum.polls.models import Poll


def revision_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return gettext("version %(number)s") % {"number": detail["revision"]} if "revision" in detail else ""


changing_poll: Act[Any] = Act(
    name="change-poll",
    on=TOPIC,
    label=_("Change poll"),
    restricts=True,
    log_words=_("changed the poll in"),
    lasts=_("Until it is changed again"),
    detail_words=revision_words,
    by_hand=_(
        "Votes for options that were removed can’t come back. If the member is right, change the poll by hand first."
    ),
    notification=ngettext_lazy(
        "A moderator changed your poll in “%(topic)s”",
        "Moderators changed your poll in “%(topic)s” %(count)d times",
        "count",
    ),
)


@transaction.atomic
def change(by: User, poll: Poll, wanted: PollChange, *, base: int, reason: str = "") -> Poll | None:
    """Change a poll, and log it where it took a moderator; see `changing.change` for what it raises."""
    changed = changing.change(by, poll, wanted, base=base)
    if changed is None:
        return None
    if changed.is_moderated:
        changing_poll.log(by, changed.poll.topic, reason, {"revision": changed.poll.revision})
    return changed.poll


ACTS = (changing_poll,)
