"""Counting the readers of a topic in Redis, for all processes together. Redis forgets a topic nobody reads any more."""

import functools
import logging
import time
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

SECONDS = 0.25  # before the machine counts for itself
# In which a Redis that failed is left alone: each try may cost that time.
PAUSE = 30.0

logger = logging.getLogger(__name__)
_paused_until = 0.0


def note(topic_id: int, reader: str, present_for: int, most: int) -> int | None:
    """As `note_reader`; None if Redis does not answer."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return None
    key, now = f"readers:{topic_id}", time.time()
    steps = _client(settings.REDIS_URL).pipeline(transaction=False)
    steps.zremrangebyscore(key, 0, now - present_for)
    steps.zadd(key, {reader: now})
    steps.zremrangebyrank(key, 0, -most - 1)
    steps.zcard(key)
    steps.expire(key, present_for)
    try:
        answers: list[Any] = steps.execute()
    except RedisError as error:
        _paused_until = time.monotonic() + PAUSE
        logger.warning("readers: Redis does not answer, so each machine counts: %s", error)
        return None
    return int(answers[3])


@functools.cache
def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
