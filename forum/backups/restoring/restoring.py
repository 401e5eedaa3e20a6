"""The whole of a restore: check, switch, bring up to date, look whether everything is whole."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import running_lock
from forum.backups.folder import add_rows_for_unknown_files
from forum.backups.manifest import Manifest
from forum.backups.models import Backup
from forum.backups.restoring import live_forum
from forum.backups.restoring.staging import delete_abandoned, staged_backup
from forum.backups.restoring.switching import Aside, interrupted_restore, switch_back, switched
from forum.backups.verifying import Refused, opened_backup
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery

# Mail that still waited so long before the restore has been sent by the forum that was lost.
SENT_AFTER = timedelta(hours=1)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    aside: Aside | None  # where the forum is as it was before; None if that was empty
    is_whole: bool
    has_other_key: bool  # the environment sets another one than the backup holds


def check(path: Path) -> Manifest:
    """Check everything about a backup, down to its database. Raise Refused if it cannot be restored."""
    with opened_backup(path) as backup, staged_backup(backup, with_media=False):
        return backup.manifest


def restore(path: Path, *, may_replace: bool, say: Say) -> Restored:
    """Put a backup in the forum's place. Raise Refused or FolderInUse before anything is touched.

    Whatever else is raised: the forum is back as it was before.
    """
    with running_lock.alone(settings.FORUM_DATA):
        if interrupted_restore() is not None:
            raise Refused(_("An earlier restore was interrupted. Run “manage.py restore --undo” first."))
        live_forum.refuse_in_use()
        was_empty = live_forum.is_empty()
        if not (was_empty or may_replace):
            raise Refused(_("This forum isn’t empty. Add --replace to put the backup in its place."))
        delete_abandoned()
        say(_("Checking the backup …"))
        with opened_backup(path) as backup, staged_backup(backup, with_media=True) as staged:
            key = backup.key()
            say(_("Switching to it …"))
            with switched(staged) as aside:
                bring_up_to_date(backup.manifest)
                is_whole = check_forum(say)
        if was_empty:
            aside.delete()
        has_other_key = not is_key_from_folder() and key != settings.SECRET_KEY
        return Restored(backup.manifest, None if was_empty else aside, is_whole, has_other_key)


def undo() -> bool:
    """Bring the forum back as it was before an interrupted restore; return False if there was none."""
    with running_lock.alone(settings.FORUM_DATA):
        aside = interrupted_restore()
        if aside is None:
            return False
        live_forum.refuse_in_use()
        switch_back(aside)
        delete_abandoned()
        return True


def bring_up_to_date(manifest: Manifest) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    cache.clear()
    # The row of the very backup that was restored; it was still being made.
    Backup.objects.running().delete()
    add_rows_for_unknown_files()
    skip_old_mail(manifest)


def skip_old_mail(manifest: Manifest) -> None:
    """Keep mail that waited at the time of the backup from being sent once more."""
    if datetime.fromisoformat(manifest.created_at) < timezone.now() - SENT_AFTER:
        Delivery.objects.filter(channel=Channel.MAIL).unfinished().update(
            state=Delivery.State.SKIPPED,
            claim="",
            done_at=timezone.now(),
            error=_("It was waiting when the restored backup was made, and has probably been sent since."),
        )


def check_forum(say: Say) -> bool:
    """Ask whether the restored forum is whole, and say what is not."""
    answer = StringIO()
    try:
        call_command("check_forum", json=True, stdout=answer)
    except SystemExit:
        for verdict in json.loads(answer.getvalue())["invariants"]:
            for fault in verdict["faults"]:
                say(f"{verdict['code']} {fault['what']}: {fault['count']}")
        return False
    return True


def is_key_from_folder() -> bool:
    return not os.environ.get("SECRET_KEY", "").strip()
