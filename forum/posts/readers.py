"""Whether posts have readers beside the staff. Nobody may learn from another site's log what is said among staff."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from forum.boards.models import permissions_of
from forum.posts.models import Post


def have_readers(posts: QuerySet[Post]) -> bool:
    """Whether somebody who is not of the forum's staff may read one of these now. Conversations do not count either."""
    shown = posts.filter(removed_at=None, topic__removed_at=None, topic__board__isnull=False)
    # However many posts there are, they are on few boards.
    boards = set(shown.order_by().values_list("topic__board", flat=True).distinct())
    if not boards:
        return False
    visitor = permissions_of(AnonymousUser())
    return bool(boards & visitor.boards("see")) or any(
        User.objects.filter(visitor.tree.readers_of(board), is_staff=False, is_superuser=False).exists()
        for board in sorted(boards)
    )
