"""What the example app does in the worker: it remembers that it was called."""

from collections import deque

calls = deque(maxlen=100)


def note_post(*, post_id, **_):
    calls.append(("post", post_id))


def note_minute():
    calls.append("minute")


def note_round(is_stopped) -> int:
    calls.append("round")
    return 0
