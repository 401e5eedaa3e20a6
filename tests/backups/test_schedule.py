"""The worker makes one backup every night, however many workers there are, and does not pile up failures."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from forum.backups import making, schedule
from forum.backups.making import AnotherRunning, make_backup
from forum.backups.models import Backup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]

NIGHT = datetime(2026, 3, 10, 3, 31, tzinfo=UTC)


@pytest.fixture
def forum(folder, ada):
    """A forum that is some days old, whose zone is UTC."""
    ada.date_joined = NIGHT - timedelta(days=5)
    ada.save(update_fields=["date_joined"])


@pytest.fixture
def started(monkeypatch):
    """The kinds of the backups that the worker has started in a process of their own."""
    kinds = []
    monkeypatch.setattr(schedule, "start", kinds.append)
    return kinds


def row(made_at, state="done"):
    return Backup.objects.create(kind="nightly", state=state, made_at=made_at, path="x")


def test_it_begins_in_the_quiet_hour(forum, started):
    row(NIGHT - timedelta(days=1))
    with time_machine.travel(NIGHT - timedelta(minutes=2)):
        schedule.back_up_nightly()
    assert started == []
    with time_machine.travel(NIGHT):
        schedule.back_up_nightly()
    assert started == ["nightly"]


def test_the_hour_is_that_of_the_forum(forum, started, settings):
    settings.TIME_ZONE = "America/New_York"
    timezone.get_default_timezone.cache_clear()
    try:
        with time_machine.travel(NIGHT):  # 23:31 there, after a quiet hour that saw no backup
            row(NIGHT - timedelta(hours=1))
            schedule.back_up_nightly()
            assert started == []
        with time_machine.travel(NIGHT + timedelta(hours=4)):
            schedule.back_up_nightly()
            assert started == ["nightly"]
    finally:
        timezone.get_default_timezone.cache_clear()


def test_once_a_night(forum, started):
    with time_machine.travel(NIGHT + timedelta(hours=3)):
        row(NIGHT)
        schedule.back_up_nightly()
    assert started == []


def test_a_worker_that_was_away_at_that_hour_makes_up_for_it(forum, started):
    with time_machine.travel(NIGHT + timedelta(hours=9)):
        schedule.back_up_nightly()
    assert started == ["nightly"]


def test_a_forum_that_began_today_has_nothing_to_save_yet(folder, ada, started):
    schedule.back_up_nightly()
    assert started == []


def test_none_is_made_where_they_are_switched_off(forum, started, settings):
    settings.BACKUPS_DAILY = settings.BACKUPS_WEEKLY = 0
    with time_machine.travel(NIGHT):
        schedule.back_up_nightly()
    assert started == []


def test_one_a_week_where_only_weeks_are_kept(forum, started, settings):
    settings.BACKUPS_DAILY = 0
    row(NIGHT - timedelta(days=1))  # on Monday
    for days in range(6):
        with time_machine.travel(NIGHT + timedelta(days=days)):
            schedule.back_up_nightly()
    assert started == []
    with time_machine.travel(NIGHT + timedelta(days=6)):
        schedule.back_up_nightly()
    assert started == ["nightly"]


def test_a_failure_is_tried_again_after_an_hour_and_three_times_a_night(forum, started):
    minutes = 24 * 60 - 5
    tries = []
    with time_machine.travel(NIGHT, tick=False) as clock:
        for minute in range(0, minutes, 5):
            clock.move_to(NIGHT + timedelta(minutes=minute))
            schedule.back_up_nightly()
            if started:
                tries.append(minute)
                row(timezone.now(), "failed")
                started.clear()
    assert tries == [0, 60, 120]
    with time_machine.travel(NIGHT + timedelta(days=1)):
        schedule.back_up_nightly()
    assert started == ["nightly"]


def test_nothing_is_started_beside_one_that_runs(forum, started):
    with time_machine.travel(NIGHT):
        Backup.objects.create(kind="manual", made_at=NIGHT, renewed_at=NIGHT)
        schedule.back_up_nightly()
        schedule.back_up_now()
    assert started == []


def test_two_workers_make_one(forum, topic):
    """Both have seen that it is due; the slower one gets its turn when the other has ended."""
    made, gate = [], threading.Barrier(2)

    def work():
        try:
            gate.wait()
            backup = make_backup("nightly", is_still_due=schedule.is_due)
        except AnotherRunning:
            backup = None
        finally:
            connections.close_all()
        made.append(backup)

    with time_machine.travel(NIGHT):
        workers = [threading.Thread(target=work) for _n in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len([backup for backup in made if backup]) == 1
        assert make_backup("nightly", is_still_due=schedule.is_due) is None
    assert Backup.objects.count() == 1


def test_the_process_ends_when_its_worker_has_died(forum, topic, monkeypatch):
    backup = making.claim("nightly")
    tick = making.renewing(backup, ends_with_parent=True)
    tick()
    monkeypatch.setattr(making.os, "getppid", lambda: 1)
    with pytest.raises(making.BackupFailed, match="interrupted"):
        tick()
    making.renewing(backup, ends_with_parent=False)()
