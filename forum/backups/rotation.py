"""Which backups are kept: nightly ones by days and weeks, and the last few that people asked for."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from forum.backups.folder import add_rows_for_unknown_files, is_own_file
from forum.backups.models import Backup

KEPT_MANUAL = 5
KEPT_FAILED = 20


def kept(moments: Iterable[datetime], daily: int, weekly: int) -> set[datetime]:
    """Return the moments to keep: the newest of each of the last `daily` days, and of `weekly` weeks before those."""
    by_day: dict[date, datetime] = {}
    for moment in sorted(moments):
        by_day[timezone.localdate(moment, timezone.get_default_timezone())] = moment
    days = sorted(by_day, reverse=True)
    by_week: dict[tuple[int, int], datetime] = {}
    for day in days[daily:]:
        year, week, _weekday = day.isocalendar()
        by_week.setdefault((year, week), by_day[day])
    weeks = sorted(by_week, reverse=True)[:weekly]
    return {by_day[day] for day in days[:daily]} | {by_week[week] for week in weeks}


def delete_superfluous() -> None:
    """Delete the files and rows of backups that are not to be kept, and the rows of old failures."""
    add_rows_for_unknown_files()
    nightly = list(Backup.objects.done().nightly())
    moments = kept((row.made_at for row in nightly), settings.BACKUPS_DAILY, settings.BACKUPS_WEEKLY)
    manual = [row for row in Backup.objects.done().filter(kind=Backup.Kind.MANUAL) if is_own_file(row.path)]
    for row in [row for row in nightly if row.made_at not in moments] + manual[KEPT_MANUAL:]:
        delete(row)
    failed = Backup.objects.failed().values_list("pk", flat=True)[KEPT_FAILED:]
    Backup.objects.filter(pk__in=list(failed)).delete()


def delete(backup: Backup) -> None:
    # The path comes from the database, which may come from a backup that is not ours.
    if is_own_file(backup.path):
        backup.file.unlink(missing_ok=True)
    backup.delete()
