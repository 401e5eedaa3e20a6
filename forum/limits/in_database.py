"""Counting in a table. One statement looks and charges, so the count is exact for any number of processes.

Clocks that were set back shorten a window to one period from now, and leave what was used in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from forum.limits.limit_table import Limit

READ = "SELECT used, ends_at FROM limits_window WHERE key = %(key)s AND ends_at > %(now)s"

WRITE = """
    INSERT INTO limits_window AS s (key, used, ends_at) VALUES (%(key)s, %(cost)s, %(end)s)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN s.ends_at <= %(now)s THEN excluded.used ELSE s.used + excluded.used END,
        ends_at = CASE WHEN s.ends_at <= %(now)s OR s.ends_at > %(end)s THEN excluded.ends_at ELSE s.ends_at END
    WHERE s.ends_at <= %(now)s OR s.used + excluded.used <= %(most)s
    RETURNING used, ends_at
"""
GIVE_BACK = """
    UPDATE limits_window SET used = used + %(cost)s WHERE key = %(key)s AND ends_at > %(now)s AND used + %(cost)s >= 0
    RETURNING used, ends_at
"""
FORGET = "DELETE FROM limits_window WHERE key = %(key)s RETURNING used, ends_at"
FORGET_OLD = """
    DELETE FROM limits_window WHERE key IN (SELECT key FROM limits_window WHERE ends_at <= %(now)s LIMIT 1000)
"""

Values = dict[str, str | int]

NO_MOST = 2**62
NORMAL = 1  # of SQLite's `synchronous`: whole after a power cut, if not up to the last moment


def answer(limit: Limit, key: str, act: str, cost: int, now: int) -> tuple[int, int, bool]:
    """How much is used, when the window ends, and whether there was room for this."""
    end, most = now + limit.period * 1000, NO_MOST if act == "charge" else limit.most
    values: Values = {"key": key, "cost": cost, "now": now, "end": end, "most": most}
    used, ends_at = 0, end
    if act in ("peek", "spend"):
        # The look before costs no lock: a flood that is refused holds nobody up.
        used, ends_at = _run(READ, values) or (0, end)
        has_room = used + cost <= most
        if act == "peek" or not has_room:
            return used, min(ends_at, end), has_room
    statement = FORGET if act == "forget" else GIVE_BACK if cost < 0 else WRITE
    with _brief_write(limit):
        row = _run(statement, values)
    # Where nothing was written to spend, others have used the rest in between.
    return (*row, True) if row else (used, min(ends_at, end), act != "spend")


def forget_old(now: int) -> int:
    """Delete ended windows, a thousand at a time: a flood leaves many, and people who post must not wait for all."""
    forgotten, step = 0, 1
    while step:
        with connection.cursor() as cursor:
            cursor.execute(FORGET_OLD, {"now": now})
            step = cursor.rowcount
        forgotten += step
    return forgotten


def _run(statement: str, values: Values) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        # To the last row: until then SQLite has not ended the statement and holds the lock.
        rows = cursor.fetchall()
    return rows[0] if rows else None


@contextmanager
def _brief_write(limit: Limit) -> Iterator[None]:
    """On SQLite, wait for the lock no longer than the limit says, and not at all for the disk.

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
