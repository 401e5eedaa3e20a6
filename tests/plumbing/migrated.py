"""The tables that migrations make take seconds: in SQLite they are made once for each state of the migrations, and copied.

Every process still migrates its copy, so what a copy lacks is brought by the migrations themselves.
"""

import fcntl
import hashlib
import shutil
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "migrated"
CODE = ("accounts", "forum", "tests/example_app")
# What migrations do, what the permissions that they bring are called, and the libraries with migrations of their own.
DECIDE = ("**/migrations/*.py", "**/models.py", "**/models/*.py")
LIBRARIES = ("requirements/dev.txt", "forum/installed_apps.py", "tests/plumbing/settings.py")


def kept_file() -> Path:
    digest = hashlib.sha256(connection.Database.sqlite_version.encode())
    paths = [path for folder in CODE for pattern in DECIDE for path in sorted((ROOT / folder).glob(pattern))]
    for path in (*paths, *(ROOT / name for name in LIBRARIES)):
        digest.update(b"%s\0%s\0" % (str(path.relative_to(ROOT)).encode(), path.read_bytes()))
    return KEPT / f"{digest.hexdigest()[:24]}.sqlite3"


@pytest.fixture(scope="session")
def copied_or_to_keep(django_db_modify_db_settings):
    """Put a copy where pytest-django will migrate. Where there is none, what keeps the file, for which others wait."""
    if connection.vendor != "sqlite":
        yield None
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = kept_file()
        if not kept.exists():
            yield lambda: (_keep(kept), fcntl.flock(lock, fcntl.LOCK_UN))
            return
        shutil.copyfile(kept, connection.creation._get_test_db_name())
    yield None


def _keep(path: Path) -> None:
    for old in KEPT.glob("*.sqlite3"):
        old.unlink()
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(half)])
    half.rename(path)


@pytest.fixture(scope="session")
def django_db_keepdb(copied_or_to_keep) -> bool:
    """Whether pytest-django takes the file that is there; it goes with the data folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(copied_or_to_keep, django_db_setup, django_db_blocker) -> None:
    if copied_or_to_keep:
        with django_db_blocker.unblock():
            copied_or_to_keep()
