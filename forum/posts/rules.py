"""Who may do what to a post."""

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.posts.models import Post
from forum.topics import rules as topic_rules
from forum.topics.rules import may


def can_moderate(asker: Asker, post: Post) -> bool:
    return topic_rules.can_moderate(asker, post.topic)


def can_read(asker: Asker, post: Post) -> bool:
    """Whether the text of a post on a visible topic may be read; of a removed one only its line is shown."""
    return not post.is_removed or can_moderate(asker, post)


def can_read_own_removed(asker: Asker, post: Post) -> bool:
    """Authors still read what was removed of theirs, unless it was illegal or others' private data."""
    permissions, topic = permissions_of(asker), post.topic
    is_own = post.author_id == permissions.reader.pk
    is_withheld = post.is_withheld or topic.is_withheld
    return (
        is_own
        and (post.is_removed or topic.is_removed)
        and not is_withheld
        and may(permissions, "see", topic)
    )


def can_edit(asker: Asker, post: Post) -> bool:
    """Authors edit their own posts while the topic is open to them; moderators edit any."""
    permissions = permissions_of(asker)
    if can_moderate(permissions, post):
        return True
    is_own = post.author_id == permissions.reader.pk
    return is_own and not post.is_removed and topic_rules.can_reply(permissions, post.topic)


def can_remove(asker: Asker, post: Post) -> bool:
    """The first post carries the topic: while there are answers, only a moderator takes it away."""
    permissions = permissions_of(asker)
    if post.is_removed:
        return False
    if can_moderate(permissions, post):
        return True
    return can_edit(permissions, post) and not (post.is_first and post.topic.post_count > 1)


def can_restore(asker: Asker, post: Post) -> bool:
    """What a moderator removed only a moderator brings back."""
    permissions = permissions_of(asker)
    if not post.is_removed:
        return False
    if can_moderate(permissions, post):
        return True
    is_own = post.author_id == permissions.reader.pk
    return is_own and post.is_removed_by_author and topic_rules.can_reply(permissions, post.topic)


def can_see_history(asker: Asker, post: Post) -> bool:
    permissions = permissions_of(asker)
    if can_moderate(permissions, post):
        return True
    is_own = post.author_id == permissions.reader.pk
    return is_own and not post.is_removed and may(permissions, "see", post.topic)
