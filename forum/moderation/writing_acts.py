"""Writing to a member for the moderators of a board: what the log says of it, and whom it leads there."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.permissions import Asker
from forum.moderation.acts import Act
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.post_acts import POST
from forum.moderation.topic_targets import TOPIC
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.participants import takes_part

CONVERSATION = "conversation"  # its number, in what the log keeps
TO_MEMBER, TO_REPORTER = "write-to-member", "write-to-reporter"

SAME: dict[str, Any] = {"done": _("Written."), "restricts": False}

to_author: Act[Any] = Act(
    name=TO_MEMBER,
    on=POST,
    label=_("Write to the author"),
    log_words=_("wrote to the author of"),
    **SAME,
)
about_topic: Act[Any] = Act(
    name=TO_MEMBER,
    on=TOPIC,
    label=_("Write to a member"),
    log_words=_("wrote to a member about"),
    **SAME,
)
to_member: Act[Any] = Act(
    name=TO_MEMBER,
    on=MEMBER,
    label=_("Write to the member"),
    log_words=_("wrote to"),
    **SAME,
)
# These name nobody: who reported a post is told by its report alone.
to_reporter: Act[Any] = Act(
    name=TO_REPORTER,
    on=POST,
    label=_("Write to who reported it"),
    log_words=_("wrote to a member who reported"),
    **SAME,
)
to_reporter_of_topic: Act[Any] = Act(
    name=TO_REPORTER,
    on=TOPIC,
    label=_("Write to who reported it"),
    log_words=_("wrote to a member who reported"),
    **SAME,
)

ACTS = (to_author, about_topic, to_member, to_reporter, to_reporter_of_topic)


def log_conversation(by: User, act: Act[Any], thing: Post | Topic | User, message: Post) -> None:
    """Log that the conversation was begun of which this is the first message. The caller’s transaction saves it."""
    act.log(by, thing, "", {CONVERSATION: message.topic_id})


def conversations_in(reader: Asker, entries: Sequence[LogEntry]) -> dict[int, Topic]:
    """The conversations that these entries name, as far as the reader may read them, by number."""
    numbers = [entry.detail[CONVERSATION] for entry in entries if CONVERSATION in entry.detail]
    if not numbers:
        return {}
    return Topic.objects.filter(takes_part(reader), removed_at=None).in_bulk(numbers)
