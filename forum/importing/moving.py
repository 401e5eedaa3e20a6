from forum.importing.models import OldAddress
from forum.posts.moving import Move


def move_addresses(move: Move) -> None:
    """Old addresses lead to the posts where they are now; see `forum.posts.moving.move_with`."""
    for posts in move.batches():
        OldAddress.objects.filter(post__in=posts).update(topic=move.target)
