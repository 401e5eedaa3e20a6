"""Failures outside the code, which are no bugs: the database locked, gone or read-only, the disk full."""

import errno
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, eq=False)
class Outage:
    """What people are told, with which HTTP status, and after how many seconds to try again."""

    name: str
    words: str | Promise
    status: int = 503
    retry_after: int = 30


BUSY = Outage("locked", _("The forum is busy right now."), retry_after=10)
GONE = Outage("gone", _("The forum can’t reach its database right now."), retry_after=15)
READ_ONLY = Outage("read-only", _("The forum is read-only right now."), retry_after=120)
FULL = Outage("full", _("The forum’s disk is full."), status=507, retry_after=300)
STORAGE = Outage("broken storage", _("The forum can’t read or write its data right now."), retry_after=60)
SHARED = Outage("cache gone", _("The forum can’t reach its cache right now."), retry_after=15)

# SQLite says it in words only, where its driver is not Python's own; the words are its own and as old as it is.
SQLITE_MESSAGES = {
    "is locked": BUSY,
    "readonly database": READ_ONLY,
    "disk is full": FULL,
    "disk i/o error": STORAGE,
    "unable to open database file": STORAGE,
    "image is malformed": STORAGE,
    "not a database": STORAGE,
    "locking protocol": BUSY,
}
# By the beginning of PostgreSQL's codes, the longest first. A deadlock is not among them: that is a bug.
POSTGRESQL_CODES = {
    "25006": READ_ONLY,  # a standby, or a server that is only being read from
    "53100": FULL,
    "55P03": BUSY,  # a lock that did not come in time
    "57014": BUSY,  # a statement that took too long, or that somebody cancelled
    "53": GONE,  # too many connections, or no memory
    "57P": GONE,  # it shuts down, starts or has crashed
    "58": STORAGE,
    "08": GONE,
}
# By name, for most forums have no Redis and need not load its library.
REDIS_ERRORS = {"ConnectionError", "TimeoutError", "ReadOnlyError", "OutOfMemoryError"}
FILE_ERRORS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: STORAGE,
    errno.EMFILE: GONE,
    errno.ENFILE: GONE,
}


class LockTimeout(OperationalError):
    """A request has waited for locks as long as a request may."""


def outage_of(error: BaseException | None) -> Outage | None:
    """Return the outage behind this error or one of its causes; None for a bug."""
    return next(filter(None, map(_outage, _with_causes(error))), None)


def outage_error(error: BaseException) -> BaseException:
    """The error or cause that shows an outage; the error itself where none does."""
    return next(filter(_outage, _with_causes(error)), error)


def is_lost_connection(error: BaseException | None) -> bool:
    """Whether a new connection may work at once."""
    return outage_of(error) is GONE


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    checked: set[int] = set()
    while error is not None and id(error) not in checked:
        checked.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _outage(error: BaseException) -> Outage | None:
    if isinstance(error, LockTimeout):
        return BUSY
    if isinstance(error, Error):
        return _database_outage(error)
    if any(
        kind.__module__ == "redis.exceptions" and kind.__name__ in REDIS_ERRORS
        for kind in type(error).__mro__
    ):
        return SHARED
    return FILE_ERRORS.get(error.errno or 0) if isinstance(error, OSError) else None


def _database_outage(error: Error) -> Outage | None:
    cause: Any = error.__cause__
    if hasattr(cause, "sqlstate"):
        code = cause.sqlstate or ""
        for beginning, outage in POSTGRESQL_CODES.items():
            if code.startswith(beginning):
                return outage
        # Without a code it is the connection that failed, and not what was asked.
        return GONE if not code and isinstance(error, (OperationalError, InterfaceError)) else None
    message = str(error).lower()
    if isinstance(error, InterfaceError) and "closed" in message:
        return GONE
    return next((outage for words, outage in SQLITE_MESSAGES.items() if words in message), None)


class OneLineFilter(logging.Filter):
    """Logs an outage, or a suspicious request, in one line: a traceback explains neither."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        outage = outage_of(error)
        if outage is not None:
            message = " ".join(str(error).split())[:300]
            record.msg, record.args = "%s (%s: %s)", (record.getMessage(), outage.name, message)
        if outage is not None or isinstance(error, SuspiciousOperation):
            record.exc_info = record.exc_text = None
        return True
