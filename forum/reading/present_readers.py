"""How many people read a topic just now.

Each process counts those it has served, in memory and for some minutes; where there is Redis, all processes count
together. Nobody is named: a reader is a key that says nothing without the forum's secret, and nothing is stored.
"""

import time
from collections import OrderedDict
from importlib import import_module
from threading import Lock
from types import ModuleType

from django.conf import settings

PRESENT_FOR = 300  # seconds after somebody last showed signs of life
MOST_TOPICS = 2_000
MOST_READERS = 1_000  # of one topic; beyond that one more makes no difference to anybody

_seen_at: OrderedDict[int, dict[str, float]] = OrderedDict()
_lock = Lock()


def note_reader(topic_id: int, key: str) -> int:
    """Note that whoever has this key reads the topic now; return how many do."""
    if settings.REDIS_URL:
        count: int | None = _in_redis().note(topic_id, key, PRESENT_FOR, MOST_READERS)
        if count is not None:
            return count
    return _note_in_memory(topic_id, key, time.time())


def forget_all() -> None:
    with _lock:
        _seen_at.clear()


def _note_in_memory(topic_id: int, key: str, now: float) -> int:
    with _lock:
        readers = {
            reader: seen_at
            for reader, seen_at in _seen_at.pop(topic_id, {}).items()
            if seen_at > now - PRESENT_FOR
        }
        if key in readers or len(readers) < MOST_READERS:
            readers[key] = now
        _seen_at[topic_id] = readers
        if len(_seen_at) > MOST_TOPICS:
            _seen_at.popitem(last=False)
        return len(readers)


def _in_redis() -> ModuleType:
    # Its library takes twenty megabytes, and most forums have no Redis.
    return import_module("forum.reading.readers_in_redis")
