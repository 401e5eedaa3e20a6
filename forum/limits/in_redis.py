"""Counting in Redis, by a script that looks and charges in one step. Redis forgets a window when its time is over."""

import functools
import logging
import time
from typing import cast

from django.conf import settings
from redis import Redis
from redis.commands.core import Script
from redis.exceptions import RedisError

from forum.limits.limit_table import Limit

SECONDS = 0.5  # before the database counts instead
# In which a Redis that failed is left alone: each try may cost those seconds.
PAUSE = 5.0

logger = logging.getLogger(__name__)
_paused_until = 0.0

SCRIPT = """
    local used = tonumber(redis.call('GET', KEYS[1]) or '0')
    local rest = redis.call('PTTL', KEYS[1])
    local act, cost, most, period = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
    if act == 'forget' then
        redis.call('DEL', KEYS[1])
        return {0, period, 1}
    end
    if rest < 0 or rest > period then rest = period end
    local has_room = used + cost <= most
    if act == 'peek' or (act == 'spend' and not has_room) then return {used, rest, has_room and 1 or 0} end
    used = math.max(used + cost, 0)
    redis.call('SET', KEYS[1], string.format('%d', used), 'PX', rest)
    return {used, rest, 1}
"""


def answer(limit: Limit, key: str, act: str, cost: int, now: int) -> tuple[int, int, bool] | None:
    """How much is used, when the window ends, and whether there was room; None if Redis does not answer."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return None
    ask = _script(settings.REDIS_URL)
    args: list[str | int] = [act, cost, limit.most, limit.period * 1000]
    try:
        reply = ask(keys=[f"limits:{key}"], args=args)
    except RedisError as error:
        _paused_until = time.monotonic() + PAUSE
        logger.warning("limits: Redis does not answer, so the database counts: %s", error)
        return None
    used, rest, has_room = cast(list[int], reply)
    return used, now + rest, bool(has_room)


@functools.cache
def _script(url: str) -> Script:
    client = Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    return client.register_script(SCRIPT)
