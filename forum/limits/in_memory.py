"""Counting in this process alone, for local limits and while the count can be written nowhere else."""

import threading

from forum.limits.limit_table import Limit

MOST_KEYS = 10_000

_lock = threading.Lock()
_windows: dict[str, tuple[int, int]] = {}


def forget_all() -> None:
    with _lock:
        _windows.clear()


def answer(limit: Limit, key: str, act: str, cost: int, now: int) -> tuple[int, int, bool]:
    """How much is used, when the window ends, and whether there was room for this."""
    with _lock:
        end = now + limit.period * 1000
        used, ends_at = _windows.get(key, (0, end))
        if ends_at <= now:
            used, ends_at = 0, end
        ends_at = min(ends_at, end)
        if act == "forget":
            _windows.pop(key, None)
            return 0, end, True
        has_room = used + cost <= limit.most
        if act == "peek" or (act == "spend" and not has_room):
            return used, ends_at, has_room
        if key not in _windows and len(_windows) >= MOST_KEYS:
            # The oldest goes: whoever floods us with names must not fill the memory.
            _windows.pop(next(iter(_windows)))
        used = max(used + cost, 0)
        _windows[key] = used, ends_at
        return used, ends_at, True
