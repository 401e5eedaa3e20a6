"""The folder of the backups, what its files are called, and the space they need."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import media_folder
from forum.backups.models import Backup

# The random part keeps a file from being guessed, should the folder ever lie within a web server's reach.
NAME = re.compile(r"folkmoot-(\d{4}-\d\d-\d\d-\d{6})-(nightly|manual)-[0-9a-f]{12}\.zip\Z")
UNFINISHED = ".unfinished-"
MARGIN = 50 * 1024 * 1024  # bytes that the forum itself needs meanwhile


def backup_folder() -> Path:
    folder = Path(settings.FORUM_DATA) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def new_name(made_at: datetime, kind: str) -> str:
    local = timezone.localtime(made_at, timezone.get_default_timezone())
    return f"folkmoot-{local:%Y-%m-%d-%H%M%S}-{kind}-{secrets.token_hex(6)}.zip"


def facts_in_name(path: Path) -> tuple[datetime, str] | None:
    """Return when a backup was made and of which kind, as its name says; None for any other file."""
    match = NAME.match(path.name)
    if match is None:
        return None
    try:
        naive = datetime.strptime(match[1], "%Y-%m-%d-%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    return timezone.make_aware(naive, timezone.get_default_timezone()), match[2]


def is_own_file(path: str) -> bool:
    """Whether this is the path of a backup in the folder of the backups."""
    return bool(NAME.match(Path(path).name)) and Path(path).parent == backup_folder()


def delete_unfinished(folder: Path) -> None:
    """Delete what a killed process left. Only whoever holds the row of the running backup may do so."""
    for path in folder.glob(f"{UNFINISHED}*"):
        path.unlink(missing_ok=True)


def add_rows_for_unknown_files() -> None:
    """Make rows for files that have none: after a restore, the database may know nothing of newer backups."""
    known = set(Backup.objects.values_list("path", flat=True))
    for path in backup_folder().glob("folkmoot-*.zip"):
        facts = facts_in_name(path)
        if facts and str(path) not in known:
            made_at, kind = facts
            Backup.objects.create(
                kind=kind, state=Backup.State.DONE, made_at=made_at, done_at=made_at,
                size=path.stat().st_size, path=str(path),
            )  # fmt: skip


def media_files() -> Iterator[Path]:
    """Return the files of the media folder, without unfinished ones and links: those may lead anywhere."""
    for folder, _folders, names in os.walk(media_folder.folder()):
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def needed_space() -> int:
    """Return roughly how many bytes making a backup takes at its height."""
    media = sum(size_of(path) for path in media_files())
    database = database_size()
    # SQLite's copy stands beside the archive for a while; PostgreSQL's dump is compressed as it is written.
    return media + database + database // 2


def database_size() -> int:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return sum(size_of(Path(f"{path}{end}")) for end in ("", "-wal"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]) // 2


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def free_space(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def space_sentence(folder: Path, needed: int, free: int) -> str:
    return _("There isn’t enough space in %(folder)s: about %(needed)s needed, %(free)s free.") % {
        "folder": folder,
        "needed": filesizeformat(needed),
        "free": filesizeformat(free),
    }
