"""Counting the readers of a topic in a table that all web processes of this machine share.

They are forked from the process that has loaded this. Each writes without a lock: a reader whose place another process
takes in the same moment is counted again when their browser next asks.
"""

import mmap

ROWS = 128  # topics whose numbers leave the same remainder share a row
PLACES = 512  # in each row; whoever finds none is not counted
NUMBER, KEY = 8, 16  # bytes
# Of each row first the topics of all its places, then when their readers last showed signs of life, then who they are:
# so a topic's readers are found without looking at each place.
ROW_SIZE = PLACES * (NUMBER + NUMBER + KEY)

_table = mmap.mmap(-1, ROWS * ROW_SIZE)
_view = memoryview(_table)


def note(topic_id: int, key: str, now: float, present_for: float) -> int:
    """As `note_reader`."""
    start = topic_id % ROWS * ROW_SIZE
    topics = _view[start : start + PLACES * NUMBER].cast("q")
    moments = _view[start + PLACES * NUMBER : start + 2 * PLACES * NUMBER].cast("d")
    keys = _view[start + 2 * PLACES * NUMBER : start + ROW_SIZE]
    reader, since = key.encode()[:KEY].ljust(KEY, b"\0"), now - present_for
    others: set[bytes] = set()
    own: int | None = None
    for place in [place for place, topic in enumerate(topics.tolist()) if topic == topic_id]:
        who = bytes(keys[place * KEY : (place + 1) * KEY])
        if who == reader:
            own = place
        elif moments[place] > since:
            others.add(who)
    if own is None:
        own = next((place for place, moment in enumerate(moments) if moment <= since), None)
    if own is None:
        return len(others)
    topics[own], moments[own], keys[own * KEY : (own + 1) * KEY] = topic_id, now, reader
    return len(others) + 1


def forget_all() -> None:
    _table[:] = bytes(len(_table))
