import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.test import override_settings

from forum.backups.making import make_backup
from forum.boards.presets import Preset
from tests.conftest import join, opened
from tests.plumbing.environment import PLAIN
from tests.serving.conftest import fresh_database

__all__ = ["fresh_database"]

KEY = "the-key-of-the-forum-that-is-saved-0123456789"
QUIET = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "DATABASE_URL": ""}


@pytest.fixture
def folder(tmp_path, settings):
    """The data folder of the forum under test, whose database is that of the tests."""
    folder = tmp_path / "data"
    for name, value in laid_out(folder).items():
        setattr(settings, name, value)
    return folder


def laid_out(folder):
    """Make a data folder with a key in it; answers the settings of a forum that lives there."""
    folder.mkdir()
    (folder / "secret_key").write_text(KEY)
    return {
        "FORUM_DATA": folder, "SECRET_KEY": KEY, "STATIC_ROOT": folder / "static",
        "BACKUPS_DAILY": 7, "BACKUPS_WEEKLY": 4,
    }  # fmt: skip


@pytest.fixture
def picture(folder):
    return put_picture(folder)


def put_picture(folder):
    path = folder / "media" / "0123456789abcdef0123456789abcdef.png"
    path.parent.mkdir()
    path.write_bytes(b"\x89PNG" + bytes(range(256)) * 40)
    return path


@pytest.fixture
def saved(transactional_db, folder, picture, topic):
    """A backup of a forum with one topic and one picture."""
    return Path(make_backup("manual").path)


@pytest.fixture(scope="module")
def saved_once(built_once, start, django_db_blocker, tmp_path_factory):
    """The same, made once for a module that only reads it."""
    folder = tmp_path_factory.mktemp("saved") / "data"
    built_once(lambda: start(join("ada"), opened("General", Preset.PUBLIC)))
    with django_db_blocker.unblock(), override_settings(**laid_out(folder)):
        put_picture(folder)
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
