"""Owners are warned, once a day, when the last backup is older than 48 hours; check_forum names it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from forum.backups import status, warning
from forum.backups.models import Backup
from forum.mail.composing import compose_mail
from forum.mail.send_checks import NotSent
from forum.notifications.models import Delivery, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def forum(folder, root, ada):
    root.date_joined = timezone.now() - timedelta(days=30)
    root.save(update_fields=["date_joined"])


def backed_up(hours, state="done"):
    return Backup.objects.create(
        kind="nightly",
        state=state,
        made_at=timezone.now() - timedelta(hours=hours),
        error="" if state == "done" else "full",
    )


def test_the_owner_is_told_by_bell_and_mail(forum, root, ada):
    backed_up(49)
    warning.warn_owners()
    assert Notification.objects.get().member == root
    mail = compose_mail(Delivery.objects.get(channel="mail"))
    assert mail.to == [root.email]
    assert mail.subject == "The last backup of the forum is too old"
    assert "/admin/backups/backup/" in mail.body
    assert not Delivery.objects.filter(member=ada).exists()


def test_once_a_day(forum):
    backed_up(49)
    for _minute in range(3):
        warning.warn_owners()
    assert Delivery.objects.count() == 2  # one by each channel


def test_not_while_the_last_one_is_fresh(forum):
    backed_up(47)
    warning.warn_owners()
    assert not Delivery.objects.exists()


def test_a_failure_does_not_count_as_a_backup(forum):
    backed_up(49)
    failure = backed_up(1, "failed")
    assert status.is_overdue()
    assert status.last_failure() == failure
    backed_up(0)
    assert (status.is_overdue(), status.last_failure()) == (False, None)


def test_a_forum_without_any_is_overdue_from_its_third_day(folder, root):
    assert not status.is_overdue()
    root.date_joined = timezone.now() - timedelta(hours=49)
    root.save(update_fields=["date_joined"])
    assert status.is_overdue()
    assert status.last_backup() is None


def test_whoever_switched_backups_off_is_not_warned(forum, settings):
    settings.BACKUPS_DAILY = settings.BACKUPS_WEEKLY = 0
    warning.warn_owners()
    assert not Delivery.objects.exists()


def test_a_backup_made_meanwhile_keeps_the_mail_from_going_out(forum):
    warning.warn_owners()
    backed_up(0)
    with pytest.raises(NotSent):
        compose_mail(Delivery.objects.get(channel="mail"))


def test_check_forum_names_it_and_still_says_whole(forum, capsys):
    call_command("check_forum")
    assert "warning: the last backup is too old" in capsys.readouterr().out
    backed_up(1)
    call_command("check_forum")
    assert "backup" not in capsys.readouterr().out
