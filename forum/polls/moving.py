from forum.polls.models import Poll
from forum.posts.moving import Move


def move_poll(move: Move) -> None:
    """A poll stays with the first post that has it; see `forum.posts.moving.move_with`."""
    if move.takes_first:
        Poll.objects.filter(topic=move.source).update(topic=move.target)
