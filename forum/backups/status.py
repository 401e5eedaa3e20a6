"""When the forum was last backed up, and whether that is too long ago. What is not set up is never too long ago."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from forum.backups.models import Backup

TOO_OLD, TOO_OLD_WEEKLY = timedelta(hours=48), timedelta(days=9)


def is_scheduled() -> bool:
    """Whether the worker makes backups: the owner may have switched that off."""
    return bool(settings.BACKUPS_DAILY or settings.BACKUPS_WEEKLY)


def last_backup() -> Backup | None:
    """Return the last backup that succeeded, whoever asked for it."""
    return Backup.objects.done().first()


def last_failure() -> Backup | None:
    """Return the last try if it failed, None if a backup has succeeded since."""
    last = Backup.objects.exclude(state=Backup.State.RUNNING).first()
    return last if last and last.state == Backup.State.FAILED else None


def is_overdue() -> bool:
    """Whether backups are scheduled and there has been none for 48 hours (nine days if they are weekly)."""
    if not is_scheduled():
        return False
    last = last_backup()
    since = last.made_at if last else forum_began_at()
    limit = TOO_OLD if settings.BACKUPS_DAILY else TOO_OLD_WEEKLY
    return since is not None and since < timezone.now() - limit


def forum_began_at() -> datetime | None:
    """Return when the first member joined; None if there is nobody yet."""
    # Those who came with an import joined before the forum began.
    began: datetime | None = User.objects.filter(is_imported=False).aggregate(first=Min("date_joined"))[
        "first"
    ]
    return began
