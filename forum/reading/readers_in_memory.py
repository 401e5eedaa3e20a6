"""Counting the readers of a topic in a table that all web processes of this machine share.

They are forked from the process that has loaded this. Each writes without a lock: a reader whose place another process
takes in the same moment is counted again when their browser next asks.
"""

import mmap
import struct

PLACE = struct.Struct("<q16sd")  # a topic, who reads it, and when they last showed signs of life
ROWS = 128  # topics whose numbers leave the same remainder share a row
PLACES = 512  # in each row; whoever finds none is not counted
ROW_SIZE = PLACES * PLACE.size

_table = mmap.mmap(-1, ROWS * ROW_SIZE)


def note(topic_id: int, key: str, now: float, present_for: float) -> int:
    """As `note_reader`."""
    start = topic_id % ROWS * ROW_SIZE
    reader = key.encode()[:16].ljust(16, b"\0")
    others: set[bytes] = set()
    own: int | None = None
    free: int | None = None
    for at, (topic, who, seen_at) in enumerate(PLACE.iter_unpack(_table[start : start + ROW_SIZE])):
        if topic == topic_id and who == reader:
            own = at
        elif seen_at <= now - present_for:
            free = at if free is None else free
        elif topic == topic_id:
            others.add(who)
    chosen = free if own is None else own
    if chosen is None:
        return len(others)
    PLACE.pack_into(_table, start + chosen * PLACE.size, topic_id, reader, now)
    return len(others) + 1


def forget_all() -> None:
    _table[:] = bytes(len(_table))
