"""Making a backup: one at a time, under a row that says so, to a file that is there whole or not at all."""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import media_folder
from forum.backups import folder as folders
from forum.backups.archive import DATABASE, MEDIA, SECRET_KEY, ArchiveWriter
from forum.backups.database_copies import CopyFailed, copy_database
from forum.backups.manifest import Manifest, forum_version
from forum.backups.models import Backup

logger = logging.getLogger(__name__)

RENEWED_EVERY = 30.0  # seconds


class BackupFailed(Exception):
    """There is no new backup; the message is a sentence for the owner."""


class AnotherRunning(BackupFailed):
    """Another one is being made."""


def make_backup(
    kind: str,
    target: Path | None = None,
    *,
    is_still_due: Callable[[], bool] = lambda: True,
    ends_with_parent: bool = False,
) -> Backup | None:
    """Make a backup in the folder of the backups, or at `target`, a file that is not there yet.

    Return None if it was not due any more. Raise BackupFailed if there is none; then no file is left either.
    """
    backup = claim(kind)
    if not is_still_due():
        # Another worker made tonight's between our look and our turn.
        backup.delete()
        return None
    try:
        path = target or folders.backup_folder() / folders.new_name(backup.made_at, kind)
        if target is None:
            folders.delete_unfinished(path.parent)
        refuse_full_disk(path.parent)
        write(path, renewing(backup, ends_with_parent))
    except BaseException as error:
        sentence = sentence_of(error)
        logger.warning("backups: %s", sentence)
        settle(backup, state=Backup.State.FAILED, error=sentence[: Backup.LONGEST_ERROR])
        if isinstance(error, Exception):
            raise BackupFailed(sentence) from error
        raise
    settle(backup, state=Backup.State.DONE, path=str(path), size=path.stat().st_size)
    return backup


def claim(kind: str) -> Backup:
    """Write the row without which nobody makes a backup. Raise AnotherRunning if somebody else has it."""
    abandoned = Backup.objects.running().filter(renewed_at__lt=timezone.now() - Backup.ABANDONED_AFTER)
    abandoned.update(state=Backup.State.FAILED, error=_("It was interrupted."), done_at=timezone.now())
    try:
        with transaction.atomic():
            return Backup.objects.create(kind=kind, machine=socket.gethostname()[:255])
    except IntegrityError as error:
        raise AnotherRunning(_("A backup is already being made.")) from error


def settle(backup: Backup, **changes: object) -> None:
    # The row may be impossible to write for the very reason that the backup failed; then it looks abandoned soon.
    with suppress(Error):
        connection.close_if_unusable_or_obsolete()
        for name, value in ({"done_at": timezone.now()} | changes).items():
            setattr(backup, name, value)
        backup.save()


def renewing(backup: Backup, ends_with_parent: bool) -> Callable[[], None]:
    """Return what is called every moment: it renews the row, and may end the work when the parent process has died."""
    parent, renewed = os.getppid(), time.monotonic()

    def tick() -> None:
        nonlocal renewed
        if ends_with_parent and os.getppid() != parent:
            raise BackupFailed(_("It was interrupted."))
        if time.monotonic() - renewed > RENEWED_EVERY:
            renewed = time.monotonic()
            with suppress(Error):
                Backup.objects.filter(pk=backup.pk).update(renewed_at=timezone.now())

    return tick


def refuse_full_disk(folder: Path) -> None:
    needed, free = folders.needed_space() + folders.MARGIN, folders.free_space(folder)
    if free < needed:
        raise BackupFailed(folders.space_sentence(folder, needed, free))


def write(path: Path, tick: Callable[[], None]) -> None:
    """Write the archive beside its place under another name, and rename it when all of it has reached the disk."""
    with unfinished(path.parent) as archive_path, unfinished(path.parent) as copy_path:
        facts = copy_database(copy_path, tick)
        with created(archive_path) as file, ArchiveWriter(file, tick) as writer:
            database = connection.vendor
            writer.add(DATABASE[database], copy_path, is_compressed=database == "postgresql")
            copy_path.unlink()
            writer.add_bytes(SECRET_KEY, settings.SECRET_KEY.encode())
            for media in folders.media_files():
                writer.add(f"{MEDIA}{media.relative_to(media_folder.folder())}", media, is_compressed=True)
            writer.finish(
                Manifest(
                    created_at=timezone.now().isoformat(),
                    version=forum_version(),
                    database=database,
                    schema=facts.schema,
                    migrations=facts.migrations,
                    counts=facts.counts,
                    has_own_key=not (Path(settings.FORUM_DATA) / SECRET_KEY).exists(),
                    members=writer.members,
                )
            )
        archive_path.rename(path)
        sync_folder(path.parent)


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A path for a file that is gone at the end, unless it was renamed."""
    path = folder / f"{folders.UNFINISHED}{secrets.token_hex(8)}"
    try:
        yield path
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)


def created(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sentence_of(error: BaseException) -> str:
    if isinstance(error, (BackupFailed, CopyFailed)):
        return str(error)
    if isinstance(error, OSError):
        return _("The backup couldn’t be written: %s.") % (error.strerror or error)
    if not isinstance(error, Exception):
        return _("It was interrupted.")
    first_line = str(error).strip().partition("\n")[0]
    return _("The backup couldn’t be made: %s") % (first_line or type(error).__name__)
