"""Counting in a table. One statement looks and charges, so the count is exact for any number of processes.

Clocks that were set back shorten a window to one period from now, and leave what was used in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from forum.limits.figures import Limit

READ = "SELECT used, ends_at FROM limits_spending WHERE key = %(key)s AND ends_at > %(now)s"

WRITE = """
    INSERT INTO limits_spending AS s (key, used, ends_at) VALUES (%(key)s, %(cost)s, %(end)s)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN s.ends_at <= %(now)s THEN excluded.used ELSE s.used + excluded.used END,
        ends_at = CASE WHEN s.ends_at <= %(now)s OR s.ends_at > %(end)s THEN excluded.ends_at ELSE s.ends_at END
    WHERE s.ends_at <= %(now)s OR s.used + excluded.used <= %(most)s
    RETURNING used, ends_at
"""
BACK = """
    UPDATE limits_spending SET used = used - %(back)s WHERE key = %(key)s AND ends_at > %(now)s AND used >= %(back)s
"""
FORGET = "DELETE FROM limits_spending WHERE key = %(key)s"
FORGET_OLD = """
    DELETE FROM limits_spending WHERE key IN (SELECT key FROM limits_spending WHERE ends_at <= %(now)s LIMIT 1000)
"""

NO_MOST = 2**62
NORMAL = 1  # of SQLite's `synchronous`: whole after a power cut, if not up to the last moment


def answer(limit: Limit, key: str, act: str, cost: int, now: int) -> tuple[int, int, bool]:
    """How much is used, when the window ends, and whether this was charged."""
    end = now + limit.period * 1000
    values = {"key": key, "cost": cost, "now": now, "end": end, "most": limit.most}
    if act == "forget":
        return _changed(limit, FORGET, values, end)
    if cost < 0:
        return _changed(limit, BACK, values | {"back": -cost}, end)
    if act == "charge":
        return _written(limit, values | {"most": NO_MOST}) or (cost, end, True)
    used, ends_at = _read(values) or (0, end)
    ends_at = min(ends_at, end)
    # The look before costs no lock: a flood that is refused holds nobody up.
    if act == "look" or used + cost > limit.most:
        return used, ends_at, False
    return _written(limit, values) or (*(_read(values) or (limit.most, ends_at)), False)


def forget_old(now: int) -> int:
    """Delete what is over, a thousand at a time: a flood leaves many, and whoever posts must not wait for all."""
    forgotten, step = 0, 1
    while step:
        with connection.cursor() as cursor:
            cursor.execute(FORGET_OLD, {"now": now})
            step = cursor.rowcount
        forgotten += step
    return forgotten


def _read(values: dict) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(READ, values)
        return cursor.fetchone()


def _written(limit: Limit, values: dict) -> tuple[int, int, bool] | None:
    with _lightly(limit), connection.cursor() as cursor:
        cursor.execute(WRITE, values)
        # To the last row: until then SQLite has not ended the statement and holds the lock.
        rows = cursor.fetchall()
    return (*rows[0], True) if rows else None


def _changed(limit: Limit, statement: str, values: dict, end: int) -> tuple[int, int, bool]:
    with _lightly(limit), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return 0, end, True


@contextmanager
def _lightly(limit: Limit) -> Iterator[None]:
    """On SQLite, wait for the lock no longer than the count is worth, and not at all for the disk.

    A power cut may cost the last counts; a flush for each would let a flood of them hold up all who post. Within a
    transaction the lock is held already, and neither can be changed.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    ask = connection.connection.execute
    [[wait]], [[care]] = ask("PRAGMA busy_timeout").fetchall(), ask("PRAGMA synchronous").fetchall()
    ask(f"PRAGMA busy_timeout = {wait if limit.is_strict else min(limit.wait, wait)}")
    ask(f"PRAGMA synchronous = {min(care, NORMAL)}")
    try:
        yield
    finally:
        ask(f"PRAGMA busy_timeout = {wait}")
        ask(f"PRAGMA synchronous = {care}")
