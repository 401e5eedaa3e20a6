"""Charging limits and asking what is left. The counts are in Redis where there is one, else in the database."""

import functools
import logging
import math
import time
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.db import Error
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from forum.database.outages import outage_of
from forum.limits import in_database, in_memory
from forum.limits.limit_table import LIMITS, Limit
from forum.refusals import Refusal

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Usage:
    """Whether the limit has no room, in how many seconds it has room again, and how much is left."""

    is_over: bool
    retry_after: int
    left: int


class LimitExceeded(Refusal):
    """More than the limit allows; in `retry_after` seconds there is room again."""

    status = 429
    code = "too_many"
    sentence = _("You’ve done this many times in a short while. Wait a moment, then try again.")

    retry_after: int

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = max(retry_after, 1)


def spend(name: str, who: int | str, cost: int = 1) -> Usage:
    """Charge the cost if the limit has room for it; the usage says whether it had."""
    return _ask(name, who, "spend", cost)


def enforce(name: str, who: int | str, cost: int = 1) -> None:
    """Charge the cost; raise LimitExceeded if the limit has no room for it."""
    if (usage := spend(name, who, cost)).is_over:
        raise LimitExceeded(usage.retry_after)


def spend_all(*charges: tuple[str, int | str]) -> Usage:
    """Charge each of these limits, or none if one of them has no room."""
    for number, (name, who) in enumerate(charges):
        usage = spend(name, who)
        if usage.is_over:
            for earlier in charges[:number]:
                give_back(*earlier)
            return usage
    return Usage(is_over=False, retry_after=0, left=0)


def enforce_all(*charges: tuple[str, int | str]) -> None:
    """Charge each of these limits; raise LimitExceeded, and charge none, if one of them has no room."""
    if (usage := spend_all(*charges)).is_over:
        raise LimitExceeded(usage.retry_after)


def peek(name: str, who: int | str, cost: int = 1) -> Usage:
    """Return what `spend` would, charging nothing."""
    return _ask(name, who, "peek", cost)


def charge(name: str, who: int | str, cost: int) -> Usage:
    """Charge what has been used already, however much: it may take the count beyond the limit."""
    return _ask(name, who, "charge", cost)


def give_back(name: str, who: int | str, cost: int = 1) -> None:
    """Take a charge back, as if it had never been."""
    _ask(name, who, "charge", -cost)


def forget(name: str, who: int | str) -> None:
    """Set their count back to nothing."""
    _ask(name, who, "forget")


def forget_old() -> int:
    """Delete the counts whose time is over. Redis does so by itself."""
    return in_database.forget_old(int(time.time() * 1000))


def _ask(name: str, who: int | str, act: str, cost: int = 0) -> Usage:
    limit, now = LIMITS[name], int(time.time() * 1000)
    if isinstance(who, str):
        # Addresses and networks have no business in a table that nobody needs to read.
        who = salted_hmac("forum.limits", who, algorithm="sha256").hexdigest()[:32]
    used, ends_at, has_room = _ask_store(limit, f"{name}:{who}", act, cost, now)
    seconds = math.ceil((ends_at - now) / 1000)
    return Usage(not has_room, min(max(seconds, 1), limit.period), max(limit.most - used, 0))


def _ask_store(limit: Limit, key: str, act: str, cost: int, now: int) -> tuple[int, int, bool]:
    if limit.is_local:
        return in_memory.answer(limit, key, act, cost, now)
    if settings.REDIS_URL:
        answer: tuple[int, int, bool] | None = _in_redis().answer(limit, key, act, cost, now)
        if answer is not None:
            return answer
    try:
        return in_database.answer(limit, key, act, cost, now)
    except Error as error:
        if limit.is_strict or outage_of(error) is None:
            raise
        logger.warning("limits: the count cannot be written, so each process counts: %s", error)
        return in_memory.answer(limit, key, act, cost, now)


@functools.cache
def _in_redis() -> ModuleType:
    # Its library takes twenty megabytes, and most forums have no Redis.
    return import_module("forum.limits.in_redis")
