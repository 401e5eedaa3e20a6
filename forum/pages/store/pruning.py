"""Deletes what has changed on visitors' pages once every process has read it."""

import time

from forum.pages.store.changes import forget, position

KEPT_FOR = (
    10 * 60
)  # seconds; who looks again after two minutes throws everything away, see `watching.FORGOTTEN`


class Pruner:
    """Called by the worker once a minute. It notes how far the table went, and later deletes what is before that."""

    def __init__(self) -> None:
        self.noted: tuple[float, int] | None = None

    def prune(self) -> None:
        now = time.monotonic()
        if self.noted is not None and now - self.noted[0] < KEPT_FOR:
            return
        if self.noted is not None:
            forget(self.noted[1])
        self.noted = (now, position())
