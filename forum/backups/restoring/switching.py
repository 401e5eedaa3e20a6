"""Switching the forum to a restored backup, and back. A mark on the disk says what is where, should this be killed."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from forum import media_folder
from forum.backups.archive import SECRET_KEY
from forum.backups.making import sync_folder
from forum.backups.restoring import postgresql
from forum.backups.restoring.staging import StagedBackup
from forum.running_lock import MARK


@dataclass(frozen=True)
class Aside:
    """Where the forum is as it was before: a folder, and on PostgreSQL a schema."""

    folder: str
    schema: str
    names: list[str]  # of what was there before, and is moved

    @property
    def path(self) -> Path:
        return Path(settings.FORUM_DATA) / self.folder

    def delete(self) -> None:
        if self.schema:
            postgresql.drop_schema(self.schema)
        shutil.rmtree(self.path)


def new_aside() -> Aside:
    moment = f"{timezone.now():%Y%m%d-%H%M%S}"
    schema = f"before_restore_{moment.replace('-', '_')}" if connection.vendor == "postgresql" else ""
    # The last one to close a SQLite file tidies up beside it.
    connections.close_all()
    return Aside(f"before-restore-{moment}", schema, [path.name for path in live_paths() if path.exists()])


def live_paths() -> list[Path]:
    """The files and folders that a restore replaces, whether they are there or not."""
    paths = [media_folder.folder(), Path(settings.FORUM_DATA) / SECRET_KEY]
    if connection.vendor == "sqlite":
        paths += [Path(f"{sqlite_file()}{end}") for end in ("", "-wal", "-shm", "-journal")]
    return paths


def sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])


@contextmanager
def switched(staged: StagedBackup) -> Iterator[Aside]:
    """Put the backup in the forum's place. If anything fails before the end, the forum is back as it was."""
    aside = new_aside()
    _write_mark(aside)
    try:
        _move_aside(aside)
        _move_in(staged)
        yield aside
    except BaseException:
        switch_back(aside)
        raise
    mark_path().unlink()


def _move_aside(aside: Aside) -> None:
    aside.path.mkdir(mode=0o700)
    for path in live_paths():
        if path.exists():
            shutil.move(path, aside.path / path.name)
    if aside.schema:
        postgresql.move_aside(aside.schema)


def _move_in(staged: StagedBackup) -> None:
    shutil.move(staged.key, Path(settings.FORUM_DATA) / SECRET_KEY)
    shutil.move(staged.media, media_folder.folder())
    if staged.manifest.database == "postgresql":
        postgresql.bring_in(staged.database)
    else:
        shutil.move(staged.database, sqlite_file())
        sync_folder(sqlite_file().parent)
    sync_folder(Path(settings.FORUM_DATA))


def switch_back(aside: Aside) -> None:
    """Bring the forum back as it was before. It may be killed at any point, and called again."""
    connections.close_all()
    if aside.schema and postgresql.has_schema(aside.schema):
        postgresql.move_back(aside.schema)
    for live in live_paths():
        kept = aside.path / live.name
        if kept.exists():
            _delete(live)
            shutil.move(kept, live)
        elif live.name not in aside.names:
            _delete(live)
        # Else it has not been moved yet, or is back already.
    shutil.rmtree(aside.path, ignore_errors=True)
    mark_path().unlink()


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def mark_path() -> Path:
    return Path(settings.FORUM_DATA) / MARK


def interrupted_restore() -> Aside | None:
    """Return where the forum is as it was before a restore that was killed; None if there is none."""
    try:
        return Aside(**json.loads(mark_path().read_text()))
    except FileNotFoundError:
        return None


def _write_mark(aside: Aside) -> None:
    unfinished = mark_path().with_suffix(".new")
    with unfinished.open("w") as file:
        json.dump(asdict(aside), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(mark_path())
    sync_folder(mark_path().parent)
