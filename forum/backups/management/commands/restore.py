import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.backups.archive import MEDIA
from forum.backups.database_copies import CopyFailed
from forum.backups.manifest import Manifest
from forum.backups.restoring import restoring
from forum.backups.verifying import Refused, printable
from forum.running_lock import FolderInUse

HAS_FAULTS = 2


class Command(BaseCommand):
    help = (
        "Restore a backup. Stop the forum first. Everything in the file is checked before anything is touched; if "
        "something fails later, the forum is back as it was. Exit code 0: restored and whole; 1: not restored; "
        "2: restored, but check_forum found faults. Restore only backups that you made yourself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="the backup")
        parser.add_argument("--check", action="store_true", help="only check the file, and change nothing")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="restore even if the forum isn’t empty; its old state is kept",
        )
        parser.add_argument(
            "--undo",
            action="store_true",
            help="bring the forum back as it was before a restore that was interrupted",
        )

    def handle(self, *, file: str | None, check: bool, replace: bool, undo: bool, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_signal: sys.exit(143))
        if bool(file) == undo:
            raise CommandError(_("Name the backup to restore: manage.py restore FILE"))
        began = time.monotonic()
        try:
            if undo:
                self.undo()
            elif check:
                self.check_only(Path(file or ""))
            else:
                self.restore(Path(file or ""), replace, began)
        except (Refused, FolderInUse) as error:
            raise CommandError(str(error)) from error
        except (CopyFailed, OSError, Error, CommandError) as error:
            first_line = printable(str(error).strip().partition("\n")[0])
            raise CommandError(
                _("Not restored; the forum is as it was before. The reason: %s") % first_line
            ) from error

    def undo(self) -> None:
        if not restoring.undo():
            raise Refused(_("No restore was interrupted; there is nothing to undo."))
        self.say(_("The forum is as it was before the restore."))

    def check_only(self, path: Path) -> None:
        manifest = restoring.check(path)
        self.say(contents_of(manifest))
        self.say(_("This backup is whole and can be restored."))

    def restore(self, path: Path, may_replace: bool, began: float) -> None:
        done = restoring.restore(path, may_replace=may_replace, say=self.say)
        self.say(contents_of(done.manifest))
        seconds = f"{time.monotonic() - began:.1f}"
        if done.has_other_key:
            self.say(
                _(
                    "Note: SECRET_KEY is set, and differs from the backup’s key. Unless you set it to the key in "
                    "FORUM_DATA/secret_key, members have to sign in again and links in emails stop working."
                )
            )
        if done.aside and done.aside.schema:
            self.say(
                _(
                    "The old forum is in %(folder)s and in the schema %(schema)s. Delete both when all is well."
                )
                % {"folder": done.aside.path, "schema": done.aside.schema}
            )
        elif done.aside:
            self.say(_("The old forum is in %s. Delete it when all is well.") % done.aside.path)
        if not done.is_whole:
            self.say(
                _(
                    "Restored in %s seconds, with the faults above. “manage.py check_forum --repair” mends counters."
                )
                % seconds
            )
            sys.exit(HAS_FAULTS)
        self.say(_("Restored in %s seconds, and everything is whole. You can start the forum.") % seconds)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def contents_of(manifest: Manifest) -> str:
    made = timezone.localtime(datetime.fromisoformat(manifest.created_at))
    posts, members = manifest.counts.get("posts", 0), manifest.counts.get("members", 0)
    media = sum(name.startswith(MEDIA) for name in manifest.members)
    return _("Backup of %(date)s: %(posts)s, %(members)s, %(pictures)s; version %(version)s.") % {
        "date": date_format(made, "j F Y, H:i"),
        "posts": ngettext("%d post", "%d posts", posts) % posts,
        "members": ngettext("%d member", "%d members", members) % members,
        "pictures": ngettext("%d picture file", "%d picture files", media) % media,
        "version": manifest.version,
    }
