"""A forum of an earlier version is upgraded in place, comes out whole, and goes on.

`databases/` holds a small one of each release, made by `make keep-database`; none of them is ever made anew.
"""

import gzip
import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = Path(__file__).parent / "databases"
# What a forum may have none of: nothing is stored there by now, or only by Django's own tools.
MAY_BE_EMPTY = {"forum_cache"}
HERE = connection.vendor
ENDING = {"sqlite": ".sqlite3.gz", "postgresql": ".sql.gz"}[HERE]
KEPT = sorted(FOLDER.glob(f"*{ENDING}"))

pytestmark = [pytest.mark.every_database, pytest.mark.django_db]


@pytest.fixture
def environment(tmp_path):
    """environment(kept) → variables under which the forum runs on a copy of that database."""
    name = f"upgrade_{secrets.token_hex(6)}"
    address = os.environ.get("DATABASE_URL", "")

    def restored(kept):
        plain = {
            "DJANGO_SETTINGS_MODULE": "forum.settings",
            "FORUM_DATA": str(tmp_path),
            "FORUM_URL": "http://127.0.0.1:8000",
            "SECRET_KEY": "",
            "EMAIL_URL": "",
        }
        content = gzip.decompress(kept.read_bytes())
        if HERE == "sqlite":
            (tmp_path / "forum.sqlite3").write_bytes(content)
            return os.environ | plain | {"DATABASE_URL": ""}
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        own = urlsplit(address)._replace(path=f"/{name}").geturl()
        with psycopg.connect(own, autocommit=True) as server:
            server.execute(content)
        return os.environ | plain | {"DATABASE_URL": own}

    yield restored
    if HERE == "postgresql":
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


# Several commands in one process, each written in one word: starting Python takes longer than most of them.
COMMANDS = (
    "-c",
    "import sys, django; from django.core.management import call_command; django.setup()\n"
    "for command in sys.argv[1:]: call_command(*command.split())",
)


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_database_is_kept_for_each_kind():
    assert KEPT


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_an_earlier_forum_is_upgraded_whole_and_rendered_again_word_for_word_and_goes_on(kept, environment):
    variables = environment(kept)
    said = run(variables, *COMMANDS, "migrate --no-input --verbosity=0", "createcachetable", "check_forum")
    assert "whole" in said
    assert "run manage.py rerender" in said
    before = run(variables, "-m", "tests.upgrades.words")
    assert before.count("post ") > 3
    assert "keep" not in run(variables, "manage.py", "rerender")
    assert run(variables, "-m", "tests.upgrades.words") == before
    said = run(variables, *COMMANDS, "check_forum", "collectstatic --no-input --verbosity=0")
    assert "whole" in said
    assert "run manage.py rerender" not in said
    run(variables, "-m", "tests.upgrades.visit")
    said = run(variables, *COMMANDS, "check_forum", "migrate --plan")
    assert "whole" in said
    assert "No planned migration operations." in said


def test_the_newest_kept_database_has_a_row_in_every_table(tmp_path):
    file = tmp_path / "kept.sqlite3"
    # The same rows are kept for both databases.
    newest = max(FOLDER.glob("*.sqlite3.gz"))
    file.write_bytes(gzip.decompress(newest.read_bytes()))
    with closing(sqlite3.connect(file)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        ours = {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed
        } & tables
        empty = {
            table for table in ours if not database.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
        }
    assert len(ours) > 40
    assert empty - MAY_BE_EMPTY == set()
