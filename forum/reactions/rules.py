from forum.boards.permissions import Asker
from forum.posts.models import Post
from forum.topics.rules import may


def can_react(asker: Asker, post: Post) -> bool:
    """Whoever may react on the board may do so to each post that is not removed, in a locked topic too."""
    return not post.is_removed and not post.topic.is_removed and may(asker, "react", post.topic)
