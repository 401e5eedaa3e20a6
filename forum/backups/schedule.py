"""When the worker makes a backup: every night at a quiet hour, and after a failure again an hour later."""

import subprocess
import sys
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from forum.backups.models import Backup
from forum.backups.status import forum_began_at, is_scheduled
from forum.backups.warning import warn_owners

QUIET_TIME = time(3, 30)  # in the forum's time zone
RETRY_AFTER = timedelta(hours=1)
MOST_TRIES = 3  # in a night

# The process that this worker has started, if any.
_child: subprocess.Popen[bytes] | None = None


def due_since() -> datetime | None:
    """Return the last moment at which a backup was to be made; None if none ever is."""
    if not is_scheduled():
        return None
    zone = timezone.get_default_timezone()
    now = timezone.localtime(timezone=zone)
    day = now.date()
    if not settings.BACKUPS_DAILY:
        day -= timedelta(days=day.weekday())
    moment = timezone.make_aware(datetime.combine(day, QUIET_TIME), zone)
    if moment > now:
        day -= timedelta(days=1 if settings.BACKUPS_DAILY else 7)
        moment = timezone.make_aware(datetime.combine(day, QUIET_TIME), zone)
    return moment


def is_due() -> bool:
    """Whether tonight's backup is still to be made, also if the worker was away at that hour."""
    since = due_since()
    if since is None:
        return False
    tries = list(Backup.objects.nightly().filter(made_at__gte=since).exclude(state=Backup.State.RUNNING))
    if any(row.state == Backup.State.DONE for row in tries) or len(tries) >= MOST_TRIES:
        return False
    if tries and tries[0].made_at > timezone.now() - RETRY_AFTER:
        return False
    # A forum that was set up today has nothing to save from last night.
    began_at = forum_began_at()
    return began_at is not None and began_at < since


def back_up_nightly() -> None:
    """Start tonight's backup if it is due and nobody makes one. Called every minute, by every worker."""
    if not _is_child_running() and is_due() and not has_running():
        start(Backup.Kind.NIGHTLY)


def back_up_now(**_payload: object) -> None:
    """Start the backup that somebody asked for in the admin; nothing if one is being made."""
    if not _is_child_running() and not has_running():
        start(Backup.Kind.MANUAL)


def has_running() -> bool:
    fresh = timezone.now() - Backup.ABANDONED_AFTER
    return Backup.objects.running().filter(renewed_at__gte=fresh).exists()


def start(kind: str) -> None:
    """Make the backup in a process of its own: it takes minutes, and meanwhile mail has to go out."""
    global _child
    _child = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", "--for-worker", kind],
        stdin=subprocess.DEVNULL,
        process_group=0,
    )


def _is_child_running() -> bool:
    # Asking also takes leave of one that has ended.
    return _child is not None and _child.poll() is None


def look_after_backups() -> None:
    """What the worker does every minute."""
    back_up_nightly()
    warn_owners()
