"""Counting what is asked for, in the memory of each process. Once a minute the sums are added to the hour's rows.

A process that is killed loses a minute. A flood of addresses and agents makes no more than kinds times families.
The server counts too, before Django has its models, so none is asked here.
"""

import time
from operator import add

from django.conf import settings
from django.db import connection

from forum.database.deferred_writes import WriteBuffer
from forum.traffic.families import family_of
from forum.traffic.kinds import kind_of

EVERY = 60.0  # seconds between two writes
HOUR = 3600  # seconds

Key = tuple[int, str, str]  # hour, kind, family
Sums = tuple[int, int, int, int, int, int]
COLUMNS = ("requests", "hits", "bytes", "microseconds", "busy", "limited")

UPSERT = (
    f"INSERT INTO traffic_traffichour (hour, kind, family, {', '.join(COLUMNS)}) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (hour, kind, family) DO UPDATE SET "
    + ", ".join(f"{name} = traffic_traffichour.{name} + excluded.{name}" for name in COLUMNS)
)


def write(sums: dict[Key, Sums]) -> None:
    # In one order, or two processes that add at once would wait for each other.
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT, [(*key, *values) for key, values in sorted(sums.items())])


def added(some: Sums, more: Sums) -> Sums:
    return tuple(map(add, some, more))


TRAFFIC = WriteBuffer("traffic", write, added, pause=EVERY)


def count(
    path: str, agent: str | None, *, status: int, size: int = 0, microseconds: int = 0, is_hit: bool = False
) -> None:
    if settings.TRAFFIC_IS_COUNTED:
        key = (int(time.time()) // HOUR, kind_of(path), family_of(agent or ""))
        TRAFFIC.note(key, (1, int(is_hit), size, microseconds, int(status == 503), int(status == 429)))
