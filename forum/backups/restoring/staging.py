"""The backup unpacked beside the forum, and its database looked into, before the forum is touched."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from forum.backups.archive import MEDIA, SECRET_KEY
from forum.backups.database_copies import CopyFailed, facts_of_sqlite
from forum.backups.manifest import Manifest
from forum.backups.restoring import postgresql
from forum.backups.verifying import OpenedBackup, Refused, refuse_full_disk
from forum.database import sqlite_driver

PREFIX = ".restoring-"


@dataclass(frozen=True)
class StagedBackup:
    """A folder with the database, the media and the key, each checked."""

    folder: Path
    manifest: Manifest
    database: Path

    @property
    def media(self) -> Path:
        return self.folder / MEDIA

    @property
    def key(self) -> Path:
        return self.folder / SECRET_KEY


@contextmanager
def staged_backup(backup: OpenedBackup, *, with_media: bool) -> Iterator[StagedBackup]:
    """Unpack everything, or of the media only check what is there. Raise Refused if any of it is damaged."""
    refuse_full_disk(backup.manifest, settings.FORUM_DATA)
    # On the same disk as the forum, so that switching is a matter of names.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=settings.FORUM_DATA))
    try:
        staged = StagedBackup(folder, backup.manifest, folder / backup.database)
        backup.extract(backup.database, staged.database)
        backup.extract(SECRET_KEY, staged.key)
        staged.media.mkdir(mode=0o700)
        for name in backup.media:
            target = folder / name if with_media else None
            if target:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            backup.extract(name, target)
        for path in (staged.database, staged.key):
            path.chmod(0o600)
        refuse_damaged_database(staged)
        yield staged
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def delete_abandoned() -> None:
    """Delete what a killed restore has unpacked."""
    for folder in Path(settings.FORUM_DATA).glob(f"{PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def refuse_damaged_database(staged: StagedBackup) -> None:
    if staged.manifest.database == "postgresql":
        postgresql.refuse_odd_dump(staged.database, staged.manifest)
        return
    driver: Any = sqlite_driver.driver()
    try:
        with closing(driver.connect(f"{staged.database.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            copy.execute("PRAGMA trusted_schema=OFF")
            [complaint] = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if complaint != "ok":
                raise Refused(_("The database in the backup is damaged: %s") % " ".join(complaint.split()))
            facts = facts_of_sqlite(copy)
    except (driver.Error, CopyFailed) as error:
        raise Refused(_("The database in the backup can’t be read: %s") % error) from error
    if facts.migrations != staged.manifest.migrations:
        raise Refused(_("The backup is damaged: its database isn’t the one its manifest describes."))
