"""Turns for rendering: one text of each member at a time, in all processes, within their share of time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import limits
from forum.limits import LimitExceeded

# What of a member is counted together: texts that are sent, and those looked at while they are written.
Share = Literal["render", "preview"]

WAIT_SECONDS = 2.0
PAUSE = 0.05  # seconds
# All who wait hold a thread, and one member needs no more than one of them.
MOST_WAITING = 4
# Beyond so many milliseconds of this minute's share, or characters, a text leaves one child to those who ask for less.
DEAR_FROM = 2_000
LONG = 10_000
SOON = 2  # seconds until it is worth another try

_waiting: set[int] = set()
_lock = threading.Lock()


class TurnTaken(LimitExceeded):
    """Another text of the member's is being rendered, or too many members wait for their turn."""

    sentence = _("Another text of yours is still being processed. Wait a moment, then send this one again.")


class Busy(LimitExceeded):
    """No renderer is free."""

    status = 503
    code = "busy"
    sentence = _("The forum is busy just now. Wait a moment, then send this again.")


@contextmanager
def rendering_turn(member: User, length: int, share: Share = "render") -> Iterator[bool]:
    """Take the member's one turn for a text of this length; raise LimitExceeded if it is taken, or their time used up.

    Yields whether the text must leave a child to others: it is long, or its author has used much of the minute's time.
    The turn is a limit, so that it holds in every process; a killed one gives it back when its period is over.
    """
    time_used = limits.peek(f"{share}-time", member.pk)
    if time_used.is_over:
        raise LimitExceeded(time_used.retry_after)
    is_preview = share == "preview"
    if limits.spend(f"{share}-turn", member.pk).is_over:
        if is_preview:
            raise TurnTaken(SOON)
        _wait_for_turn(member.pk)
    try:
        yield is_preview or length > LONG or limits.LIMITS["render-time"].most - time_used.left > DEAR_FROM
    finally:
        limits.forget(f"{share}-turn", member.pk)


def _wait_for_turn(pk: int) -> None:
    with _place_to_wait(pk):
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            time.sleep(PAUSE)
            if not limits.spend("render-turn", pk).is_over:
                return
    raise TurnTaken(SOON)


@contextmanager
def _place_to_wait(pk: int) -> Iterator[None]:
    with _lock:
        if pk in _waiting or len(_waiting) >= MOST_WAITING:
            raise TurnTaken(SOON)
        _waiting.add(pk)
    try:
        yield
    finally:
        with _lock:
            _waiting.discard(pk)
