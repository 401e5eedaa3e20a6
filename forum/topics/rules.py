"""Who may do what to a topic. A topic that came out of `visible_to(reader)` is asked about; the rules say the rest."""

from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.topics.models import Topic
from forum.topics.permissions import may


def can_start(asker: Asker, board: Board) -> bool:
    return board.takes_topics and may(asker, "start", board)


def can_moderate(asker: Asker, topic: Topic) -> bool:
    return may(asker, "moderate", topic)


def can_reply(asker: Asker, topic: Topic) -> bool:
    """Replies go to topics that are neither removed nor locked; moderators may still write in a locked one."""
    permissions = permissions_of(asker)
    if topic.is_removed or not may(permissions, "reply", topic):
        return False
    return not topic.is_locked or may(permissions, "moderate", topic)


def can_rename(asker: Asker, topic: Topic) -> bool:
    permissions = permissions_of(asker)
    if can_moderate(permissions, topic):
        return True
    return topic.author_id == permissions.reader.pk and can_reply(permissions, topic)
