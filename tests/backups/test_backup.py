"""manage.py backup: one file with everything, made while members write, whole or not there at all."""

import json
import resource
import sqlite3
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, connections

from forum.backups import folder as folders
from forum.backups import making
from forum.backups.making import AnotherRunning, BackupFailed, make_backup
from forum.backups.models import Backup
from forum.posts.models import Post
from tests.backups.conftest import left_in
from tests.backups.forging import contents
from tests.serving.launching import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]


def test_the_file_holds_the_database_the_media_and_the_key(folder, picture, topic):
    call_command("backup")
    backup = Backup.objects.get()
    files = contents(Path(backup.path))
    database = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    assert set(files) == {database, "secret_key", f"media/{picture.name}", "manifest.json"}
    assert files["secret_key"] == b"the-key-of-the-forum-that-is-saved-0123456789"
    assert files[f"media/{picture.name}"] == picture.read_bytes()
    manifest = json.loads(files["manifest.json"])
    assert manifest["counts"] == {"members": 1, "boards": 1, "topics": 1, "posts": 1, "follows": 0}
    assert ["posts", "0001_initial"] in manifest["migrations"]
    assert (manifest["version"], manifest["database"]) == ("0.1.0", connection.vendor)


def test_only_its_owner_can_read_it_and_nobody_can_guess_its_name(folder, topic):
    backup = make_backup("manual")
    path = Path(backup.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.parent == folder / "backups"
    assert path.name != Path(make_backup("manual").path).name
    assert len(path.stem.rpartition("-")[2]) == 12


def test_the_row_says_when_how_large_and_that_it_is_done(folder, topic):
    backup = make_backup("manual")
    backup.refresh_from_db()
    assert (backup.state, backup.kind, backup.error) == ("done", "manual", "")
    assert backup.size == Path(backup.path).stat().st_size
    assert backup.done_at >= backup.made_at


def test_it_holds_everything_that_was_said_before_it_began(folder, ada, topic, say):
    """Others go on writing meanwhile; SQLite's writers must not wait for it, nor it for them."""
    get_user_model().objects.update(is_staff=True)  # who may write as much as they like
    ada.refresh_from_db()
    stop, written = threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                written.append(say(ada, topic, f"Number {len(written)}").pk)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _round in range(3):
            wait_until(lambda: len(written) >= 5)
            before = list(written)
            backup = make_backup("manual")
            assert posts_in(Path(backup.path)) >= set(before)
    finally:
        stop.set()
        writer.join()
    assert Post.objects.count() == len(written) + 1


def posts_in(path: Path) -> set[int]:
    if connection.vendor == "postgresql":
        # Counted in the snapshot that is dumped; one member's posts come one after the other.
        count = json.loads(contents(path)["manifest.json"])["counts"]["posts"]
        return set(Post.objects.order_by("pk").values_list("pk", flat=True)[:count])
    target = path.with_suffix(".copy")
    target.write_bytes(contents(path)["database.sqlite3"])
    with sqlite3.connect(target) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {pk for (pk,) in copy.execute("SELECT id FROM posts_post")}


def test_it_may_go_to_a_folder_or_a_file(folder, tmp_path, topic):
    call_command("backup", to=str(tmp_path))
    call_command("backup", to=str(tmp_path / "mine.zip"))
    assert len(list(tmp_path.glob("folkmoot-*.zip"))) == 1
    assert zipfile.is_zipfile(tmp_path / "mine.zip")
    assert left_in(folder) == []


def test_it_goes_nowhere_where_a_file_is_already_or_a_browser_comes(folder, tmp_path, topic):
    (tmp_path / "taken.zip").write_text("precious")
    (folder / "static").mkdir()
    for target, words in {
        tmp_path / "taken.zip": "already exists",
        tmp_path / "no" / "such": "There is no folder",
        folder / "static" / "mine.zip": "served to the public",
        folder / "static": "served to the public",
    }.items():
        with pytest.raises(CommandError, match=words):
            call_command("backup", to=str(target))
    assert (tmp_path / "taken.zip").read_text() == "precious"
    assert not Backup.objects.exists()


@pytest.fixture
def small_disk():
    """Files may grow to 100 kB only, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_leaves_nothing_that_looks_like_a_backup(folder, topic, small_disk):
    connection.close()
    small_disk()
    with pytest.raises(BackupFailed):
        make_backup("manual")
    assert left_in(folder) == []


def test_a_picture_that_cannot_be_written_leaves_nothing_either(folder, picture, topic, monkeypatch):
    def full(*_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making.ArchiveWriter, "finish", full)
    with pytest.raises(BackupFailed, match="No space left on device"):
        make_backup("manual")
    backup = Backup.objects.get()
    assert (left_in(folder), backup.state) == ([], "failed")
    assert "No space left" in backup.error


def test_too_little_space_is_said_before_anything_is_written(folder, topic, monkeypatch):
    monkeypatch.setattr(folders, "free_space", lambda _folder: 1000)
    with pytest.raises(CommandError, match="isn’t enough space"):
        call_command("backup")
    assert left_in(folder) == []


def test_after_a_failure_the_next_one_succeeds(folder, topic, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(folders, "free_space", lambda _folder: 1000)
        with pytest.raises(BackupFailed):
            make_backup("manual")
    assert make_backup("manual").state == "done"


def test_only_one_is_made_at_a_time(folder, topic):
    making.claim("nightly")
    with pytest.raises(AnotherRunning):
        make_backup("manual")
    with pytest.raises(CommandError, match="already being made"):
        call_command("backup")
    assert Backup.objects.count() == 1


def test_what_a_dead_process_left_is_cleared_away(folder, topic):
    dead = making.claim("nightly")
    Backup.objects.update(renewed_at=dead.made_at - 2 * Backup.ABANDONED_AFTER)
    remains = folders.backup_folder() / f"{folders.UNFINISHED}0123"
    remains.write_text("half a backup")
    assert make_backup("manual").state == "done"
    dead.refresh_from_db()
    assert (dead.state, remains.exists()) == ("failed", False)


def test_a_link_in_the_media_folder_does_not_lead_out_of_it(folder, picture, topic):
    secret = folder / "elsewhere.txt"
    secret.write_text("not a picture")
    (picture.parent / "link.png").symlink_to(secret)
    (picture.parent / ".unfinished").write_text("half a picture")
    files = contents(Path(make_backup("manual").path))
    assert [name for name in files if name.startswith("media/")] == [f"media/{picture.name}"]


def test_a_damaged_database_is_no_backup(folder, topic, monkeypatch, only_sqlite):
    broken = folder / "broken.sqlite3"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(broken))
    with pytest.raises(BackupFailed):
        make_backup("manual")
    assert left_in(folder) == []


def test_without_pg_dump_it_says_what_to_install(folder, topic, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite needs no other program")
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(CommandError, match="apt install postgresql-client"):
        call_command("backup")
    assert left_in(folder) == []
