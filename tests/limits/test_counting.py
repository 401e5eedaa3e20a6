"""A limit lets through exactly as much as it says, and remembers for as long as it says."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection, transaction

from forum import limits
from forum.jobs.enqueuing import enqueue
from forum.limits import in_database
from forum.limits.limit_table import DAY, LIMITS, Limit
from forum.limits.models import Window

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def limit_table(monkeypatch):
    monkeypatch.setitem(LIMITS, "test", Limit(5, DAY))
    monkeypatch.setitem(LIMITS, "test-strict", Limit(5, DAY, is_strict=True))


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def spent(times, name="test", who="203.0.113.7", cost=1):
    return [not limits.spend(name, who, cost).is_over for _time in range(times)]


def test_as_many_as_the_limit_says_are_let_through(clock):
    assert spent(7) == [True] * 5 + [False] * 2


def test_another_network_and_another_limit_have_their_own_count(clock):
    spent(5)
    assert spent(1, who="203.0.113.8") == [True]
    assert spent(1, name="test-strict") == [True]


def test_a_limit_of_a_day_still_counts_after_six_minutes_and_after_twenty_three_hours(clock):
    spent(7)
    clock.shift(6 * 60)
    assert spent(1) == [False]
    clock.shift(23 * 60 * 60)
    assert spent(1) == [False]


def test_a_window_ends_a_day_after_its_first_spending_and_not_with_the_clocks_day(clock):
    spent(5)
    clock.shift(DAY - 1)
    assert spent(1) == [False]
    clock.shift(1)
    assert spent(7) == [True] * 5 + [False] * 2


def test_retry_after_is_the_true_rest_of_the_window(clock):
    spent(5)
    clock.shift(DAY - 90)
    assert limits.spend("test", "203.0.113.7").retry_after == 90
    with pytest.raises(limits.LimitExceeded) as over:
        limits.enforce("test", "203.0.113.7")
    assert over.value.retry_after == 90


def test_what_is_refused_is_not_charged(clock):
    spent(9)
    limits.give_back("test", "203.0.113.7")
    assert spent(2) == [True, False]


def test_looking_charges_nothing(clock):
    assert [limits.peek("test", 1).is_over for _time in range(9)] == [False] * 9
    assert limits.peek("test", 1).left == 5
    spent(4, who=1)
    assert not limits.peek("test", 1).is_over
    assert limits.peek("test", 1, cost=2).is_over


def test_costs_add_up_and_what_was_used_already_may_go_beyond_the_limit(clock):
    assert spent(1, cost=3) == [True]
    assert spent(1, cost=3) == [False]
    limits.charge("test", "203.0.113.7", 40)
    assert limits.peek("test", "203.0.113.7").is_over
    assert limits.peek("test", "203.0.113.7").left == 0


def test_giving_back_more_than_was_spent_gives_nothing(clock):
    limits.give_back("test", "203.0.113.7")
    assert spent(7) == [True] * 5 + [False] * 2


def test_a_forgotten_count_begins_again(clock):
    spent(5)
    limits.forget("test", "203.0.113.7")
    assert spent(1) == [True]


def test_a_clock_that_is_set_back_neither_forgives_nor_locks_out_for_longer(clock):
    spent(5)
    clock.shift(-30 * DAY)
    assert spent(1) == [False]
    assert limits.spend("test", "203.0.113.7").retry_after == DAY


def test_the_table_holds_no_addresses(clock):
    limits.spend("test", "somebody@example.org")
    assert "somebody" not in Window.objects.get().key


def test_the_daily_round_deletes_what_is_over_and_keeps_what_counts(clock):
    spent(1, who="old")
    clock.shift(DAY + 1)
    spent(5, who="new")
    with transaction.atomic():
        enqueue("day.began")
    call_command("worker", once=True)
    assert Window.objects.count() == 1
    assert spent(1, who="new") == [False]


def test_what_a_flood_left_is_deleted_whole(clock):
    old = [Window(key=f"test:{number}", used=1, ends_at=1) for number in range(2_500)]
    Window.objects.bulk_create(old)
    spent(1)
    assert limits.forget_old() == 2_500
    assert Window.objects.count() == 1


def cannot_be_written(*_values):
    raise OperationalError("database is locked")


def test_where_the_table_cannot_be_written_the_process_counts_on(clock, monkeypatch):
    monkeypatch.setattr(in_database, "_brief_write", cannot_be_written)
    assert spent(7, who="elsewhere") == [True] * 5 + [False] * 2


def test_a_strict_limit_lets_the_error_through(clock, monkeypatch):
    monkeypatch.setattr(in_database, "_brief_write", cannot_be_written)
    with pytest.raises(OperationalError):
        limits.spend("test-strict", "elsewhere")


def setting(name):
    return connection.connection.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.once  # SQLite alone has one lock for all who write
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite has one lock for all who write")
def test_a_lock_that_lasts_holds_a_count_up_for_its_own_wait_alone(clock, monkeypatch):
    monkeypatch.setitem(LIMITS, "test", Limit(5, DAY, wait=1))
    connection.close()  # a page that was asked for before may have left it another wait
    connection.ensure_connection()
    connection.connection.execute("PRAGMA synchronous = FULL")
    usual = [setting(name) for name in ("busy_timeout", "synchronous")]
    assert usual == [connection.settings_dict["OPTIONS"]["timeout"] * 1000, 2]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        try:
            assert spent(7, who="elsewhere") == [True] * 5 + [False] * 2
        finally:
            cursor.execute("ROLLBACK")
    other.close()
    # Whoever posts over this connection afterwards waits as long as ever, for the lock and for the disk.
    assert [setting(name) for name in ("busy_timeout", "synchronous")] == usual


def test_a_fault_of_our_own_is_not_taken_for_one_outside(clock, monkeypatch):
    def broken(*_values):
        raise ProgrammingError("no such table")

    monkeypatch.setattr(in_database, "_brief_write", broken)
    with pytest.raises(ProgrammingError):
        limits.spend("test", "elsewhere")


def test_every_window_that_guards_others_is_strict():
    assert {name for name, limit in LIMITS.items() if limit.is_strict} >= {"mail", "mail-to"}
