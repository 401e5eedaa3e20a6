"""SQLite's write lock is waited for in line, for as long as one may, whoever looks at the statements."""

import time
from contextlib import closing, contextmanager
from threading import Thread

import pytest
from django.db import OperationalError, connection, connections, transaction

from accounts.models import User
from forum.database import sqlite_driver, write_queue
from forum.database.outages import BUSY, outage_of
from forum.pages.middleware.outages import LockPatience

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows."),
]

LONG = 10.0  # seconds


@contextmanager
def lock_held():
    """Another process, as it were, writes."""
    name = connection.settings_dict["NAME"]
    with closing(sqlite_driver.driver().connect(name, uri=True, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def seen_by_others(execute, *statement):
    return execute(*statement)


@pytest.fixture(params=["alone", "seen"])
def watched(request):
    """Once with nobody who wants to see the statements, and once with somebody."""
    if request.param == "alone":
        yield
        return
    with connection.execute_wrapper(seen_by_others):
        yield


def rename(member, name):
    with transaction.atomic():
        User.objects.filter(pk=member.pk).update(username=name)


def test_who_waits_gets_the_lock_when_it_is_free(ada, watched):
    with connection.execute_wrapper(LockPatience(LONG)):
        waiting = Thread(target=in_own_connection, args=[lambda: rename(ada, "ada2")])
        with lock_held():
            waiting.start()
            time.sleep(0.03)
            assert waiting.is_alive()
        waiting.join(LONG)
        assert User.objects.get(pk=ada.pk).username == "ada2"
        rename(ada, "ada3")
    assert User.objects.get(pk=ada.pk).username == "ada3"


def test_who_may_wait_no_longer_is_told_that_it_is_busy_and_can_write_afterwards(ada, watched):
    with connection.execute_wrapper(LockPatience(0.02)), lock_held():
        with pytest.raises(OperationalError) as refused:
            rename(ada, "ada2")
        assert outage_of(refused.value) is BUSY
        assert not connection.in_atomic_block
    with connection.execute_wrapper(LockPatience(LONG)):
        rename(ada, "ada3")
    assert User.objects.get(pk=ada.pk).username == "ada3"


def test_threads_begin_in_the_order_in_which_they_came(ada):
    order, threads = [], []

    def write(number):
        with connection.execute_wrapper(write_queue.InLine()), transaction.atomic():
            order.append(number)

    with lock_held():
        for number in range(4):
            thread = Thread(target=in_own_connection, args=[lambda number=number: write(number)])
            thread.start()
            threads.append(thread)
            while len(write_queue._line) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(LONG)
    assert order == [0, 1, 2, 3]
    assert not write_queue._line


def in_own_connection(act):
    try:
        with connection.execute_wrapper(LockPatience(LONG)):
            act()
    finally:
        connections.close_all()
