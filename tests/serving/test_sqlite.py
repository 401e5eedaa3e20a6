"""Which SQLite the forum runs on: the newer one where its package can be loaded, Python's own elsewhere."""

import importlib.util
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.plumbing.environment import PLAIN
from tests.plumbing.presence import absent
from tests.serving.launching import QUIET

OWN = "import sqlite3; print(sqlite3.sqlite_version)"


def printed(*command, **environment):
    done = subprocess.run(
        [sys.executable, *command],
        env=QUIET | PLAIN | environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def carried():
    if importlib.util.find_spec("pysqlite3") is None:
        absent("There is no pysqlite3 for this machine")
    return printed("-c", "import pysqlite3; print(pysqlite3.sqlite_version)")


@pytest.fixture
def without_it(tmp_path):
    """The environment of a machine for which the package has no wheel."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "pysqlite3.py").write_text("raise ImportError('no wheel')")
    return {"PYTHONPATH": str(tmp_path / "elsewhere")}


def test_commands_and_tests_run_on_the_newer_sqlite(carried, ready, data):
    newest = max(carried, printed("-c", OWN), key=lambda version: [int(part) for part in version.split(".")])
    assert f"(SQLite {newest})" in printed("manage.py", "check_forum", FORUM_DATA=str(data))
    if not os.environ.get("DATABASE_URL"):
        from django.db import connection  # noqa: PLC0415

        assert connection.Database.sqlite_version == newest


def test_a_forum_on_the_newer_sqlite_starts_without_a_word_of_warning(carried, first_start):
    assert "rare bug" not in first_start.output


def test_without_the_package_the_forum_runs_on_pythons_own_and_says_what_that_means(
    serve, ready, data, without_it
):
    forum = serve(**without_it).arrived()
    assert forum.get("/readyz/")[0] == 200
    assert forum.stop() == 0
    own = printed("-c", OWN)
    is_sound = tuple(int(part) for part in own.split(".")) >= (3, 51, 3)
    assert bool(re.search(rf"SQLite {own} has a rare bug", forum.output)) != is_sound
    said = printed("manage.py", "check_forum", FORUM_DATA=str(data), **without_it)
    assert f"SQLite {own}" in said
    assert ("damage a busy file" in said) != is_sound
