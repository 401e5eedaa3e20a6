"""The admin's page of backups: the last one, what failed, and Back up now."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forum.backups import schedule
from forum.backups.models import Backup
from forum.jobs.models import Job
from forum.jobs.running import run_due
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db

LIST, NOW = reverse("admin:backups_backup_changelist"), reverse("admin:backups_backup_now")


@pytest.fixture
def old(settings):
    settings.BACKUPS_DAILY = 7
    made_at = timezone.now() - timedelta(hours=50)
    return Backup.objects.create(
        kind="nightly", state="done", made_at=made_at, size=5_000_000, path="/x/folkmoot-1.zip"
    )


def test_the_list_says_when_the_last_was_made_and_that_it_is_old(as_, root, old):
    page = as_(root).get(LIST).text
    assert "folkmoot-1.zip" in page
    assert "4.8" in page
    assert "The last backup is too old." in page
    assert "Back up now" in page


def test_the_dashboard_warns(as_, root, old):
    assert "The last backup is too old." in as_(root).get("/admin/").text
    Backup.objects.create(kind="manual", state="done", path="/x/folkmoot-2.zip")
    assert "The last backup is too old." not in as_(root).get("/admin/").text


def test_a_failure_is_shown_with_its_reason(as_, root, old):
    Backup.objects.create(kind="nightly", state="failed", error="There isn’t enough space in /x.")
    assert "There isn’t enough space in /x." in as_(root).get(LIST).text
    assert "There isn’t enough space in /x." in as_(root).get("/admin/").text


def test_the_button_asks_the_worker(as_, root, monkeypatch):
    started = []
    monkeypatch.setattr(schedule, "start", started.append)
    answer = as_(root).post(NOW, follow=True)
    assert "A backup will be made now." in answer.text
    assert Job.objects.get(name="backup.requested").state == "waiting"
    run_due()
    assert started == ["manual"]


def test_pressed_while_one_is_being_made_it_asks_for_no_second(as_, root):
    Backup.objects.create(kind="nightly")
    assert "already being made" in as_(root).post(NOW, follow=True).text
    assert not Job.objects.filter(name="backup.requested").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.every_database
def test_pressed_several_times_at_once_it_asks_for_one(as_, root, monkeypatch):
    started = []
    monkeypatch.setattr(schedule, "start", started.append)
    browsers = [as_(root) for _ in range(4)]
    outcomes = at_once([partial(browser.post, NOW) for browser in browsers])
    assert failures(outcomes) == []
    assert [answer.status_code for answer in outcomes] == [302] * 4
    while run_due():
        pass
    assert started == ["manual"]


def test_pressed_again_while_its_process_starts_it_asks_for_no_second(as_, root, monkeypatch):
    started = []
    monkeypatch.setattr(schedule, "start", started.append)
    for _ in range(2):
        assert "A backup will be made now." in as_(root).post(NOW, follow=True).text
        run_due()
    assert started == ["manual"]


def test_once_it_is_made_or_nothing_comes_of_it_it_can_be_asked_for_again(as_, root, monkeypatch):
    started = []
    monkeypatch.setattr(schedule, "start", started.append)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        as_(root).post(NOW)
        run_due()
        Backup.objects.create(kind="manual", state="done", path="/x/folkmoot-2.zip")
        as_(root).post(NOW)
        run_due()
        assert started == ["manual"] * 2
        clock.shift(timedelta(minutes=3))  # its process has died before it began
        as_(root).post(NOW)
        run_due()
        assert started == ["manual"] * 3
        Job.objects.update(state="failed")
        as_(root).post(NOW)
        run_due()
        assert started == ["manual"] * 4


def test_staff_without_the_permission_see_and_start_nothing(as_, keeper, clerk, old):
    for member in (keeper, clerk):
        assert as_(member).get(LIST).status_code == 403
        assert as_(member).post(NOW).status_code == 403
        assert "too old" not in as_(member).get("/admin/").text
    assert not Job.objects.exists()


def test_looking_starts_nothing(as_, root):
    assert as_(root).get(NOW).status_code == 405
    assert not Job.objects.exists()


def test_a_backup_cannot_be_downloaded_changed_or_deleted(as_, root, old):
    assert as_(root).get(reverse("admin:backups_backup_add")).status_code == 403
    assert (
        as_(root).post(reverse("admin:backups_backup_delete", args=[old.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Backup.objects.filter(pk=old.pk).exists()
