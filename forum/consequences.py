"""What follows from what: each recorded event and the functions the worker calls for it.

A consequence takes the event's payload by name, takes any other name as well, and may run twice, late, or after a
kill: it looks at how things stand now and sets what follows from that.
"""

from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore

from forum.outbox.working import forget_old
from forum.topics.totals import recount_board


def total_board(*, board_id: int, **_) -> None:
    recount_board(board_id)


def total_left_board(*, left_board_id: int, **_) -> None:
    recount_board(left_board_id)


def tidy(**_) -> None:
    SessionStore.clear_expired()
    forget_old()


TABLE: dict[str, list[Callable[..., None]]] = {
    "post.published": [total_board],
    "post.removed": [total_board],
    "post.restored": [total_board],
    "topic.moderated": [total_board],
    "topic.moved": [total_board, total_left_board],
    "member.followed": [],
    "day.began": [tidy],
}
