"""The queue for rendering child processes: first come, first served, but one is kept for those who use little."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from forum.markup.results import Busy

WAIT_SECONDS = 4.0
# Each holds a thread that could show somebody a page. Those who ask for much may not be more than half of them.
MAX_WAITING = 6


class RendererQueue:
    """At most `most` at once; those that ask for much (`is_dear`) get all but one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.used = self.used_by_dear = 0
        self.tickets: list[tuple[object, bool]] = []
        self.change = threading.Condition()

    @contextmanager
    def one(self, is_dear: bool = False) -> Iterator[None]:
        """Wait for a turn and keep it until the block ends. Raise Busy if too many wait or it takes too long."""
        self.take(is_dear)
        try:
            yield
        finally:
            self.leave(is_dear)

    def take(self, is_dear: bool) -> None:
        ticket = (object(), is_dear)
        with self.change:
            self.tickets.append(ticket)
            try:
                if self.is_full(is_dear) and not self.is_next(ticket):
                    raise_busy()
                if not self.change.wait_for(lambda: self.is_next(ticket), WAIT_SECONDS):
                    raise_busy()
                self.used += 1
                self.used_by_dear += is_dear
            finally:
                self.tickets.remove(ticket)
                # Whoever stood behind may be next now.
                self.change.notify_all()

    def leave(self, is_dear: bool) -> None:
        with self.change:
            self.used -= 1
            self.used_by_dear -= is_dear
            self.change.notify_all()

    def is_full(self, is_dear: bool) -> bool:
        dear = sum(other for _ticket, other in self.tickets)
        return len(self.tickets) > MAX_WAITING or (is_dear and dear > MAX_WAITING // 2)

    def is_next(self, ticket: tuple[object, bool]) -> bool:
        return ticket is next((other for other in self.tickets if self.has_room(other[1])), None)

    def has_room(self, is_dear: bool) -> bool:
        return self.used < self.most and (not is_dear or self.used_by_dear < max(self.most - 1, 1))


def raise_busy() -> None:
    # Not this text's fault, so it must not be saved plain for it.
    raise Busy(_("The forum is busy right now. Wait a moment, then send this again."))
