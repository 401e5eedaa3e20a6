"""Connections to the database that go from thread to thread: as many are open as requests are answered at once.

Each keeps some two megabytes of SQLite's: how the tables look, the statements it has prepared, pages of the file.
Django opens one for each thread, and the web server takes any of its threads for a request.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Of those beyond, which many requests at once have opened, each is closed. A server of databases has them wait less for
# one another, so that more are used at once, and opening one costs it more.
MOST_FREE = {"sqlite": 4, "postgresql": 8}

_free: list[list[BaseDatabaseWrapper]] = []  # the one that was used last is taken first: it knows the most


@contextmanager
def pooled_connections() -> Iterator[None]:
    """Connections for this thread, of a former request if any are free; they are free again afterwards.

    A thread that has its own goes on with them.
    """
    if connections.all(initialized_only=True):
        yield
        return
    for connection in _taken():
        connections[connection.alias] = connection
    try:
        yield
    finally:
        _take_back(connections.all(initialized_only=True))


def _taken() -> list[BaseDatabaseWrapper]:
    try:
        return _free.pop()
    except IndexError:
        return []


def _take_back(returned: Sequence[BaseDatabaseWrapper]) -> None:
    for connection in returned:
        del connections[connection.alias]
        if not connection.allow_thread_sharing:
            connection.inc_thread_sharing()
    is_whole = not any(connection.in_atomic_block for connection in returned)
    if returned and is_whole and len(_free) < MOST_FREE[returned[0].vendor]:
        _free.append(list(returned))
        return
    for connection in returned:
        connection.close()


def _forget_after_fork() -> None:
    """They are the parent's. Closed here they would be closed there."""
    _free.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
