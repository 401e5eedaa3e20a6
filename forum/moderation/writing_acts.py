"""Writing to a member for the moderators of a board: what the log says of it, and whom it leads there."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.permissions import Asker
from forum.moderation.acts import Act
from forum.moderation.models import LogEntry
from forum.moderation.post_acts import POST
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.participants import takes_part

CONVERSATION = "conversation"  # its number, in what the log keeps

writing: Act[Any] = Act(
    name="write-to-member",
    on=POST,
    label=_("Write to the author"),
    done=_("Written."),
    restricts=False,
    log_words=_("wrote to the author of"),
)

ACTS = (writing,)


def log_conversation(by: User, post: Post, message: Post) -> None:
    """Log that the conversation was begun of which this is the first message. The caller’s transaction saves it."""
    writing.log(by, post, "", {CONVERSATION: message.topic_id})


def conversations_in(reader: Asker, entries: Sequence[LogEntry]) -> dict[int, Topic]:
    """The conversations that these entries name, as far as the reader may read them, by number."""
    numbers = [entry.detail[CONVERSATION] for entry in entries if CONVERSATION in entry.detail]
    if not numbers:
        return {}
    return Topic.objects.filter(takes_part(reader), removed_at=None).in_bulk(numbers)
