"""Who may do what to a post."""

from forum.boards.permissions import Access
from forum.topics import rules as topic_rules


def can_moderate(user, post) -> bool:
    return topic_rules.can_moderate(user, post.topic)


def can_read(user, post) -> bool:
    """Whether the text of a post on a visible topic may be read; of a removed one only its line is shown."""
    return not post.is_removed or can_moderate(user, post)


def can_edit(user, post) -> bool:
    """Authors mend their own posts while the topic is open to them; moderators mend any."""
    if can_moderate(user, post):
        return True
    return post.author_id == user.pk and not post.is_removed and topic_rules.can_reply(user, post.topic)


def can_remove(user, post) -> bool:
    """The first post carries the topic: while there are answers, only a moderator takes it away."""
    if post.is_removed:
        return False
    if can_moderate(user, post):
        return True
    return can_edit(user, post) and not (post.is_first and post.topic.post_count > 1)


def can_restore(user, post) -> bool:
    """What a moderator removed only a moderator brings back."""
    if not post.is_removed:
        return False
    if can_moderate(user, post):
        return True
    return (
        post.author_id == user.pk
        and post.removed_by_id == user.pk
        and topic_rules.can_reply(user, post.topic)
    )


def can_see_history(user, post) -> bool:
    if can_moderate(user, post):
        return True
    return (
        post.author_id == user.pk and not post.is_removed and Access.of(user).may("see", post.topic.board_id)
    )
