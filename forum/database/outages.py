"""What fails outside of us: the database locked, gone or read-only, the disk full. A bug of ours is none of these."""

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
class Fault:
    """What a person is told, by which status, and after how many seconds it is worth another try."""

    name: str
    words: str | Promise
    status: int = 503
    retry_after: int = 30


BUSY = Fault("locked", _("The forum is busy with something that takes long."), retry_after=10)
GONE = Fault("gone", _("The forum cannot reach its database just now."), retry_after=15)
READ_ONLY = Fault("read-only", _("The forum can be read at present, and not written to."), retry_after=120)
FULL = Fault("full", _("The forum's disk is full."), status=507, retry_after=300)
STORAGE = Fault("broken storage", _("The forum cannot read or write its data just now."), retry_after=60)
SHARED = Fault("cache gone", _("The forum cannot reach a part of itself just now."), retry_after=15)

# SQLite says it in words only, where its driver is not Python's own; the words are its own and as old as it is.
SQLITE = {
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
POSTGRESQL = {
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
REDIS = {"ConnectionError", "TimeoutError", "ReadOnlyError", "OutOfMemoryError"}
FILES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: STORAGE,
    errno.EMFILE: GONE,
    errno.ENFILE: GONE,
}


class OutOfPatience(OperationalError):
    """A request has waited for locks as long as it may."""


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault outside that this error, or one that it came from, tells of; None for a bug."""
    return next(filter(None, map(_fault, _with_causes(error))), None)


def outside_error(error: BaseException) -> BaseException:
    """Of an error and those it came from, the one that tells of a fault outside; else the error itself."""
    return next(filter(_fault, _with_causes(error)), error)


def is_lost_connection(error: BaseException | None) -> bool:
    """Whether the database may be there again as soon as it is asked by a new connection."""
    return fault_of(error) is GONE


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _fault(error: BaseException) -> Fault | None:
    if isinstance(error, OutOfPatience):
        return BUSY
    if isinstance(error, Error):
        return _fault_of_database(error)
    if any(kind.__module__ == "redis.exceptions" and kind.__name__ in REDIS for kind in type(error).__mro__):
        return SHARED
    return FILES.get(error.errno or 0) if isinstance(error, OSError) else None


def _fault_of_database(error: Error) -> Fault | None:
    cause: Any = error.__cause__
    if hasattr(cause, "sqlstate"):
        code = cause.sqlstate or ""
        for beginning, fault in POSTGRESQL.items():
            if code.startswith(beginning):
                return fault
        # Without a code it is the connection that failed, and not what was asked.
        return GONE if not code and isinstance(error, (OperationalError, InterfaceError)) else None
    said = str(error).lower()
    if isinstance(error, InterfaceError) and "closed" in said:
        return GONE
    return next((fault for words, fault in SQLITE.items() if words in said), None)


class OneLine(logging.Filter):
    """Logs a fault outside, or what a stranger sent, in one line: where in our code it struck tells nobody anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        fault = fault_of(error)
        if fault is not None:
            said = " ".join(str(error).split())[:300]
            record.msg, record.args = "%s (%s: %s)", (record.getMessage(), fault.name, said)
        if fault is not None or isinstance(error, SuspiciousOperation):
            record.exc_info = record.exc_text = None
        return True
