"""Connections that threads take up one after the other."""

import threading

import pytest
from django.db import connection, connections, transaction

from forum.database import connection_pool
from forum.database.connection_pool import pooled_connections

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]


@pytest.fixture(autouse=True)
def free(monkeypatch):
    """The connections that are free, closed in the end: others would wait for a database that is still in use."""
    free = []
    monkeypatch.setattr(connection_pool, "_free", free)
    yield free
    for some in free:
        for one in some:
            one.close()


def in_thread(work):
    """What it answers, called in a thread that has never asked the database for anything."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(work()))
    thread.start()
    thread.join(60)
    [answer] = answers
    return answer


def used():
    """The connection that this thread is given, after a question to the database."""
    with pooled_connections():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return connections["default"].connection


def test_the_next_thread_goes_on_with_the_connection_of_the_one_before(free):
    first = in_thread(used)
    assert in_thread(used) is first
    assert len(free) == 1


def test_two_at_once_have_one_each(free):
    def with_another():
        with pooled_connections():
            connection.ensure_connection()
            return connections["default"].connection, in_thread(used)

    mine, other = in_thread(with_another)
    assert mine is not other
    assert len(free) == 2


def test_a_thread_has_none_afterwards_and_keeps_its_own():
    def after():
        used()
        return connections.all(initialized_only=True)

    assert in_thread(after) == []
    connection.ensure_connection()
    own = connections["default"].connection
    assert used() is own
    assert connections["default"].connection is own


def test_what_is_in_the_middle_of_a_transaction_is_closed_and_given_to_nobody(free):
    def broken_off():
        with pooled_connections():
            transaction.atomic().__enter__()
            return connections["default"]

    assert in_thread(broken_off).closed_in_transaction
    assert free == []


def test_those_that_are_too_many_are_closed(free, monkeypatch):
    monkeypatch.setattr(connection_pool, "MOST_FREE", dict.fromkeys(connection_pool.MOST_FREE, 0))

    def taken_back():
        with pooled_connections():
            connection.ensure_connection()
            return connections["default"]

    assert in_thread(taken_back).connection is None
    assert free == []
