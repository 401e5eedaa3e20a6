import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import connection

from forum.backups.making import make_backup
from tests.plumbing.environment import PLAIN
from tests.serving.conftest import fresh_database

__all__ = ["fresh_database"]

QUIET = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "DATABASE_URL": ""}


@pytest.fixture
def folder(tmp_path, settings):
    """The data folder of the forum under test, whose database is that of the tests."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secret_key").write_text("the-key-of-the-forum-that-is-saved-0123456789")
    settings.FORUM_DATA = folder
    settings.SECRET_KEY = "the-key-of-the-forum-that-is-saved-0123456789"
    settings.STATIC_ROOT = folder / "static"
    settings.BACKUPS_DAILY, settings.BACKUPS_WEEKLY = 7, 4
    return folder


@pytest.fixture
def picture(folder):
    path = folder / "media" / "0123456789abcdef0123456789abcdef.png"
    path.parent.mkdir()
    path.write_bytes(b"\x89PNG" + bytes(range(256)) * 40)
    return path


@pytest.fixture
def saved(transactional_db, folder, picture, topic):
    """A backup of a forum with one topic and one picture."""
    return Path(make_backup("manual").path)


@pytest.fixture
def elsewhere(tmp_path, fresh_database):
    """elsewhere("restore", file) → (exit code, what it says): the command, run for an empty forum beside this one."""
    data = tmp_path / "elsewhere"

    def run(*words, **environment):
        done = subprocess.run(
            [sys.executable, str(live_settings.BASE_DIR / "manage.py"), *map(str, words)],
            env=QUIET | PLAIN | {"FORUM_DATA": str(data), "DATABASE_URL": fresh_database} | environment,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    run.data = data
    run.address = fresh_database
    return run


@pytest.fixture
def only_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("says the same on every database")


def left_in(folder):
    """What there is in the folder of the backups, hidden files included."""
    return (
        sorted(path.name for path in (folder / "backups").iterdir()) if (folder / "backups").exists() else []
    )
