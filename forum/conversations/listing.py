"""A member's own conversations, as they are listed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from forum.reading.unread import Unread, muted_and_unread
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.participants import Participant


@dataclass(frozen=True)
class ConversationRow:
    topic: Topic
    others: list[User]  # who takes part besides the reader, those who have left at the end
    new: Unread | None
    is_muted: bool


def conversations_of(member: User) -> TopicQuerySet:
    """Those in which the member takes part, the newest first."""
    own = Participant.objects.present().filter(member=member).values("topic")
    return Topic.objects.filter(board=None, removed_at=None, pk__in=own).newest_first()


def rows_of(member: User, topics: Sequence[Topic]) -> list[ConversationRow]:
    """In as many queries for many as for one."""
    others: defaultdict[int, list[User]] = defaultdict(list)
    found = Participant.objects.filter(topic__in=topics).exclude(member=member).select_related("member")
    for row in sorted(found, key=lambda row: (row.left_at is not None, row.joined_at, row.pk)):
        others[row.topic_id].append(row.member)
    muted, unread = muted_and_unread(member, topics)
    return [
        ConversationRow(topic, others[topic.pk], unread.get(topic.pk), topic.pk in muted) for topic in topics
    ]
