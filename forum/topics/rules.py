"""Who may do what to a topic. A topic that came out of `visible_to(user)` is asked about; the rules say the rest."""

from forum.boards.permissions import Access


def can_start(user, board) -> bool:
    return board.takes_topics and Access.of(user).may("start", board.pk)


def can_moderate(user, topic) -> bool:
    return Access.of(user).may("moderate", topic.board_id)


def can_reply(user, topic) -> bool:
    """Replies go to topics that stand and are open; moderators may still write in a locked one."""
    access = Access.of(user)
    if topic.is_removed or not access.may("reply", topic.board_id):
        return False
    return not topic.is_locked or access.may("moderate", topic.board_id)


def can_rename(user, topic) -> bool:
    if can_moderate(user, topic):
        return True
    return topic.author_id == user.pk and can_reply(user, topic)
