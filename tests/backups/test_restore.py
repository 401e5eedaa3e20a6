"""manage.py restore: into an empty forum, over another one, and back again when anything fails."""

import fcntl
import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as live_settings
from django.db import connection

from forum.backups.making import make_backup
from tests.backups.forging import contents, forged

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]


def rows(forum, sql):
    """Ask the database of the forum beside this one."""
    if forum.address:
        with psycopg.connect(forum.address, autocommit=True) as database:
            return database.execute(sql).fetchall()
    with closing(sqlite3.connect(forum.data / "forum.sqlite3")) as database, database:
        return database.execute(sql).fetchall()


def test_an_empty_forum_becomes_the_one_that_was_saved(saved, picture, topic, elsewhere):
    code, said = elsewhere("restore", saved)
    assert code == 0, said
    assert "1 post, 1 member, 1 picture" in said
    assert "everything is whole" in said
    assert "seconds" in said
    [(title,)] = rows(elsewhere, "SELECT title FROM topics_topic")
    assert title == topic.title
    assert (elsewhere.data / "media" / picture.name).read_bytes() == picture.read_bytes()
    key = elsewhere.data / "secret_key"
    assert key.read_text() == "the-key-of-the-forum-that-is-saved-0123456789"
    assert key.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in elsewhere.data.glob("*restor*")) == []
    if elsewhere.address:
        # It needs an extension, which the empty database did not have.
        assert rows(elsewhere, "SELECT 1 FROM pg_indexes WHERE indexname = 'search_word_parts'") == [(1,)]


def test_the_first_administrator_alone_is_still_an_empty_forum(saved, elsewhere):
    assert elsewhere("migrate", "--verbosity", "0")[0] == 0
    assert (
        elsewhere("createsuperuser", "--noinput", "--username", "admin", "--email", "a@example.org")[0] == 0
    )
    code, said = elsewhere("restore", saved)
    assert code == 0, said
    assert [name for (name,) in rows(elsewhere, "SELECT username FROM accounts_user")] == ["ada"]


def test_a_forum_with_something_in_it_is_replaced_only_on_purpose(saved, topic, elsewhere):
    assert elsewhere("restore", saved)[0] == 0
    rows(elsewhere, "UPDATE topics_topic SET title = 'Written since' RETURNING id")
    code, said = elsewhere("restore", saved)
    assert (code, "--replace" in said) == (1, True)
    assert rows(elsewhere, "SELECT title FROM topics_topic") == [("Written since",)]
    code, said = elsewhere("restore", saved, "--replace")
    assert code == 0, said
    assert rows(elsewhere, "SELECT title FROM topics_topic") == [(topic.title,)]
    # What was there before is kept, and it is said where.
    [aside] = elsewhere.data.glob("before-restore-*")
    assert str(aside) in said
    if elsewhere.address:
        schema = said.partition("schema ")[2].partition(".")[0]
        assert rows(elsewhere, f"SELECT title FROM {schema}.topics_topic") == [("Written since",)]
    else:
        with closing(sqlite3.connect(aside / "forum.sqlite3")) as before:
            assert before.execute("SELECT title FROM topics_topic").fetchall() == [("Written since",)]


def test_a_running_forum_is_left_alone(saved, elsewhere):
    elsewhere.data.mkdir()
    with (elsewhere.data / "running.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        code, said = elsewhere("restore", saved)
    assert (code, "The forum is running" in said) == (1, True)
    assert not (elsewhere.data / "media").exists()


def test_a_program_that_merely_uses_the_database_is_noticed(saved, elsewhere):
    assert elsewhere("restore", saved)[0] == 0
    if elsewhere.address:
        other = psycopg.connect(elsewhere.address)
    else:
        other = sqlite3.connect(elsewhere.data / "forum.sqlite3")
        other.execute("SELECT count(*) FROM posts_post").fetchone()
    with closing(other):
        code, said = elsewhere("restore", saved, "--replace")
    assert (code, "Another program is using the database" in said) == (1, True)


def test_nothing_starts_while_a_backup_is_being_restored(elsewhere):
    elsewhere.data.mkdir()
    with (elsewhere.data / "running.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in ("serve", "worker", "backup"):
            code, said = elsewhere(command, PORT="0" if command != "serve" else "18999")
            assert (code, "being restored" in said or "PORT" in said) == (1, True)


def test_a_restore_that_fails_late_gives_the_forum_back(saved, picture, topic, elsewhere, tmp_path):
    """The database is sound and says what the manifest says, but no migration can run on it."""
    assert elsewhere("restore", saved)[0] == 0
    rows(elsewhere, "UPDATE topics_topic SET locked_reason = 'Written since' RETURNING id")
    if connection.vendor == "postgresql":
        broken = forged(saved, tmp_path / "broken.zip", members={"database.dump": half_a_dump(saved)})
    else:
        broken = forged(saved, tmp_path / "broken.zip", **unmigratable(saved, tmp_path))
    code, said = elsewhere("restore", broken, "--replace")
    assert code == 1, said
    assert rows(elsewhere, "SELECT locked_reason FROM topics_topic") == [("Written since",)]
    assert (elsewhere.data / "media" / picture.name).exists()
    assert elsewhere("check_forum")[0] == 0
    assert [path.name for path in elsewhere.data.glob("*restor*")] == []


def half_a_dump(saved):
    """Its list of contents is whole, the rows are cut off."""
    dump = contents(saved)["database.dump"]
    return dump[: len(dump) - 4000]


def unmigratable(saved, tmp_path):
    path = tmp_path / "unmigratable.sqlite3"
    path.write_bytes(contents(saved)["database.sqlite3"])
    with closing(sqlite3.connect(path)) as database, database:
        [last] = database.execute(
            "SELECT name FROM django_migrations WHERE app = 'backups' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        database.execute("DELETE FROM django_migrations WHERE app = 'backups'")

    def change(manifest):
        manifest["migrations"] = [pair for pair in manifest["migrations"] if pair[0] != "backups"]

    assert last
    return {"members": {"database.sqlite3": path.read_bytes()}, "change": change}


def test_a_restore_that_was_killed_is_undone(saved, topic, elsewhere, only_sqlite):
    assert elsewhere("restore", saved)[0] == 0
    aside = elsewhere.data / "before-restore-x"
    aside.mkdir()
    shutil.move(elsewhere.data / "forum.sqlite3", aside)
    (elsewhere.data / "forum.sqlite3").write_bytes(b"half a database")
    (elsewhere.data / "restore-unfinished.json").write_text(
        json.dumps({"folder": aside.name, "schema": "", "names": ["media", "secret_key", "forum.sqlite3"]})
    )
    for command in (("worker", "--once"), ("backup",), ("restore", saved)):
        code, said = elsewhere(*command)
        assert (code, "restore --undo" in said) == (1, True)
    assert elsewhere("restore", "--undo")[0] == 0
    assert rows(elsewhere, "SELECT title FROM topics_topic") == [(topic.title,)]
    assert (elsewhere.data / "media").is_dir()
    assert not aside.exists()
    assert elsewhere("restore", "--undo")[0] == 1


def test_an_older_backup_is_brought_up_to_date(saved, elsewhere, tmp_path, only_sqlite):
    old = tmp_path / "old.sqlite3"
    packed = live_settings.BASE_DIR / "tests" / "upgrades" / "databases" / "0.1.sqlite3.gz"
    old.write_bytes(gzip.decompress(packed.read_bytes()))
    with closing(sqlite3.connect(old)) as database:
        migrations = [
            list(row) for row in database.execute("SELECT app, name FROM django_migrations ORDER BY id")
        ]
        [count] = database.execute("SELECT count(*) FROM posts_post").fetchone()

    def change(manifest):
        manifest["migrations"] = migrations

    older = forged(saved, tmp_path / "old.zip", members={"database.sqlite3": old.read_bytes()}, change=change)
    code, said = elsewhere("restore", older)
    assert code == 0, said
    assert rows(elsewhere, "SELECT count(*) FROM posts_post") == [(count,)]
    assert elsewhere("migrate", "--check")[0] == 0


def test_checking_changes_nothing(saved, elsewhere):
    code, said = elsewhere("restore", saved, "--check")
    assert (code, "can be restored" in said) == (0, True)
    assert {path.name for path in elsewhere.data.iterdir()} <= {"secret_key"}


def test_backups_that_the_restored_database_does_not_know_are_listed(saved, elsewhere, folder):
    newer = Path(make_backup("nightly").path)
    (elsewhere.data / "backups").mkdir(parents=True)
    shutil.copy(newer, elsewhere.data / "backups")
    assert elsewhere("restore", saved)[0] == 0
    listed = [path for (path,) in rows(elsewhere, "SELECT path FROM backups_backup WHERE state = 'done'")]
    assert str(elsewhere.data / "backups" / newer.name) in listed
    assert rows(elsewhere, "SELECT count(*) FROM backups_backup WHERE state = 'running'") == [(0,)]


def test_another_key_in_the_environment_is_said(saved, elsewhere):
    code, said = elsewhere("restore", saved, SECRET_KEY="a-quite-different-key-of-more-than-32-signs")
    assert (code, "SECRET_KEY is set, and differs" in said) == (0, True)
