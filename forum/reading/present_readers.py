"""How many people read a topic just now.

The web processes of a machine count together, in memory and for some minutes; where there is Redis, those of all
machines do. Nobody is named: a reader is a key that says nothing without the forum's secret, and nothing is stored.
"""

import time
from importlib import import_module
from types import ModuleType

from django.conf import settings

from forum.reading import readers_in_memory

PRESENT_FOR = 300  # seconds after somebody last showed signs of life
MOST_READERS = 1_000  # of one topic in Redis; beyond that one more makes no difference to anybody


def note_reader(topic_id: int, key: str) -> int:
    """Note that whoever has this key, of 16 signs, reads the topic now; return how many do."""
    if settings.REDIS_URL:
        count: int | None = _in_redis().note(topic_id, key, PRESENT_FOR, MOST_READERS)
        if count is not None:
            return count
    return readers_in_memory.note(topic_id, key, time.time(), PRESENT_FOR)


def forget_all() -> None:
    readers_in_memory.forget_all()


def _in_redis() -> ModuleType:
    # Its library takes twenty megabytes, and most forums have no Redis.
    return import_module("forum.reading.readers_in_redis")
