"""Which SQLite is used: the newer of Python's own and the one that the package pysqlite3 carries.

Debian 12's Python brings SQLite 3.40.1, which can, rarely, damage a file that two connections write to at the same
time (the WAL-reset bug, mended in 3.51.3). pysqlite3 has wheels for Linux on x86-64 only; elsewhere Python's own stays.
"""

import importlib
import sys
from types import ModuleType

SOUND = (3, 51, 3)
OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a deferred one that upgrades is told "locked" at once, whatever the timeout
    "timeout": 20,
    # Of a large file each connection fills its cache, and a process has several: with 20 MB each, web workers passed
    # FORUM_WORKER_MEMORY in a flood and were replaced. Pages cost the same with 2 to 20: the system keeps the file too.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0; "
        "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
    ),
}


def use_newest() -> None:
    """Make `import sqlite3` mean the newest one. Must be called before Django loads its database backend."""
    newer = _carried()
    if newer and newer.sqlite_version_info > driver().sqlite_version_info:
        sys.modules["sqlite3"] = newer
        sys.modules["sqlite3.dbapi2"] = newer.dbapi2


def driver() -> ModuleType:
    """The module that `import sqlite3` means at present."""
    return importlib.import_module("sqlite3")


def version() -> str:
    return str(driver().sqlite_version)


def is_sound() -> bool:
    """Whether this SQLite is free of the bug that can damage a busy file."""
    return tuple(driver().sqlite_version_info) >= SOUND


def _carried() -> ModuleType | None:
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:  # there is no wheel for this machine, or one that it cannot load
        return None
