import os
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import media_folder, running_lock
from forum.backups import folder as folders
from forum.backups.making import AnotherRunning, BackupFailed, make_backup
from forum.backups.models import Backup
from forum.backups.rotation import delete_superfluous
from forum.backups.schedule import is_due


class Command(BaseCommand):
    help = (
        "Make a backup: one file with the database, the media folder and the secret key. The forum may keep running. "
        "Keep the file secret: whoever has it can read everything and sign in as anyone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            metavar="PATH",
            help="the new file, or an existing folder for it (default: backups/ in FORUM_DATA)",
        )
        # The worker starts this with the kind of the backup.
        parser.add_argument("--for-worker", choices=Backup.Kind.values, help="for the worker’s own use")

    def handle(self, *, to: str | None, for_worker: str | None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
        try:
            with running_lock.running(settings.FORUM_DATA):
                backup = self.for_worker(for_worker) if for_worker else make_backup("manual", target_of(to))
                if backup is not None:
                    delete_superfluous()
                    self.stdout.write(_("Backup made: %(path)s (%(size)s)") % facts_of(backup))
        except AnotherRunning as error:
            if not for_worker:
                raise CommandError(str(error)) from error
        except (BackupFailed, running_lock.FolderInUse) as error:
            raise CommandError(str(error)) from error

    def for_worker(self, kind: str) -> Backup | None:
        os.nice(10)  # readers come first
        nightly = kind == Backup.Kind.NIGHTLY
        return make_backup(kind, is_still_due=is_due if nightly else lambda: True, ends_with_parent=True)


def facts_of(backup: Backup) -> dict[str, object]:
    return {"path": backup.path, "size": filesizeformat(backup.size)}


def target_of(to: str | None) -> Path | None:
    """Return the file that is to be written; None for one in the folder of the backups."""
    if to is None:
        return None
    path = Path(to).expanduser().absolute()
    if path.is_dir():
        path /= folders.new_name(timezone.now(), Backup.Kind.MANUAL)
    if path.exists():
        raise CommandError(_("%s already exists. Choose another name.") % path)
    if not path.parent.is_dir():
        raise CommandError(_("There is no folder %s.") % path.parent)
    served = (Path(settings.STATIC_ROOT), media_folder.folder(), settings.BASE_DIR / "static")
    if any(path.resolve().is_relative_to(folder.resolve()) for folder in served):
        raise CommandError(_("%s is served to the public. Choose another folder.") % path.parent)
    return path
