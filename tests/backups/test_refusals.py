"""What restore refuses before anything is touched: one sentence, exit code 1."""

import json
import random
import sqlite3
import stat
import tarfile
import zipfile
from contextlib import closing

import pytest
from django.db import connection

from forum.backups.restoring import restoring, staging
from forum.backups.verifying import Refused
from tests.backups.forging import contents, forged, seal

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def saved(saved_once):
    return saved_once


@pytest.fixture
def refused(folder):
    """refused(file) → the sentence. Nothing may be left behind in the data folder."""

    def check(path):
        before = sorted(folder.rglob("*"))
        with pytest.raises(Refused) as refusal:
            restoring.check(path)
        assert sorted(folder.rglob("*")) == before
        sentence = str(refusal.value)
        assert sentence.replace("\xa0", " ").isprintable()
        return sentence

    return check


def test_what_is_not_refused_is_whole(saved):
    assert restoring.check(saved).counts["posts"] == 1


def test_a_file_that_is_cut_off(saved, refused, tmp_path):
    content = saved.read_bytes()
    for length in (0, 10, len(content) // 2, len(content) - 1):
        short = tmp_path / "short.zip"
        short.write_bytes(content[:length])
        assert "its end is missing" in refused(short)


def test_a_single_bit_that_differs_anywhere(saved, refused, tmp_path):
    content = saved.read_bytes()
    places = [0, 30, len(content) - 1, len(content) - 100, *random.Random(1).sample(range(len(content)), 40)]
    for place in places:
        flipped = bytearray(content)
        flipped[place] ^= 1 << (place % 8)
        changed = tmp_path / "flipped.zip"
        changed.write_bytes(flipped)
        assert refused(changed)


def test_other_files(refused, tmp_path, saved):
    text = tmp_path / "text"
    text.write_text("hello")
    archive = tmp_path / "foreign.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(text, "forum.sqlite3")
    other_zip = tmp_path / "foreign.zip"
    with zipfile.ZipFile(other_zip, "w") as foreign:
        foreign.writestr("database.sqlite3", "x" * 500)
    for path in (text, archive, other_zip):
        assert "isn’t a backup of Folkmoot" in refused(path)
    assert "There is no file" in refused(tmp_path / "nothing.zip")
    assert "can’t be read" in refused(tmp_path)


def test_a_backup_of_another_program(saved, refused, tmp_path):
    other = forged(saved, tmp_path / "x.zip", change=lambda manifest: manifest.update(product="otherboard"))
    assert "no manifest" in refused(other)


@pytest.mark.parametrize(
    "name",
    [
        "../outside", "/etc/cron.d/evil", "media/../../outside", "media/a/../../../x", "media\\..\\x", "media//x",
        "media/", "media/.hidden", "media/x\x07y", "forum.sqlite3", "C:\\x", "media/-rf",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere(saved, refused, tmp_path, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    assert "doesn’t belong" in refused(forged(saved, tmp_path / "x.zip", entries=[(info, b"evil")]))


@pytest.mark.parametrize(
    "kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFDIR]
)
def test_what_is_no_ordinary_file(saved, refused, tmp_path, kind):
    info = zipfile.ZipInfo("media/picture.png")
    info.external_attr = (kind | 0o777) << 16
    assert "isn’t an ordinary file" in refused(
        forged(saved, tmp_path / "x.zip", entries=[(info, b"/etc/passwd")])
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name(saved, refused, tmp_path):
    twice = [("media/x.png", b"one"), ("media/x.png", b"two")]
    assert "same name" in refused(forged(saved, tmp_path / "x.zip", entries=twice))


def test_a_file_that_the_manifest_does_not_name(saved, refused, tmp_path):
    odd = forged(saved, tmp_path / "x.zip", entries=[("media/x.png", b"x")], name_all=False)
    assert "doesn’t hold what its manifest names" in refused(odd)


def test_a_file_that_is_missing(saved, refused, tmp_path):
    for name in ("secret_key", "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"):
        assert "doesn’t hold" in refused(forged(saved, tmp_path / "x.zip", members={name: None}))


def test_a_file_that_is_not_what_was_put_in(saved, refused, tmp_path, picture):
    def change(manifest):
        manifest["members"][f"media/{picture.name}"]["sha256"] = "0" * 64

    assert "isn’t what was put in" in refused(forged(saved, tmp_path / "x.zip", change=change))


def test_more_than_the_disk_holds(saved, refused, tmp_path, monkeypatch):
    """Whatever an archive unpacks to has to be announced in it, and is compared with the space there is."""
    big = forged(saved, tmp_path / "x.zip", entries=[("media/zeros.png", bytes(30_000_000))])
    assert big.stat().st_size - saved.stat().st_size < 1_000_000
    monkeypatch.setattr("forum.backups.verifying.free_space", lambda _folder: 20_000_000)
    assert "isn’t enough space" in refused(big)


def test_a_file_that_is_larger_than_announced(saved, refused, tmp_path):
    def change(manifest):
        manifest["members"]["media/zeros.png"]["size"] = 10

    odd = forged(saved, tmp_path / "x.zip", entries=[("media/zeros.png", bytes(30_000_000))], change=change)
    assert "doesn’t hold what its manifest names" in refused(odd)


def test_a_newer_version(saved, refused, tmp_path):
    newer = forged(
        saved,
        tmp_path / "x.zip",
        change=lambda manifest: manifest["migrations"].append(["posts", "0999_later"]),
    )
    sentence = refused(newer)
    assert "newer version" in sentence
    assert "posts.0999_later" in sentence
    later = forged(saved, tmp_path / "y.zip", change=lambda manifest: manifest.update(format=2))
    assert "newer version" in refused(later)


def test_the_other_kind_of_database(saved, refused, tmp_path):
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    here, there = ("database.sqlite3", "database.dump")[:: 1 if connection.vendor == "sqlite" else -1]
    odd = forged(
        saved,
        tmp_path / "x.zip",
        members={here: None, there: b"x"},
        change=lambda manifest: manifest.update(database=other),
    )
    assert "Change DATABASE_URL" in refused(odd)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(format="1"),
        lambda manifest: manifest.update(migrations=[["posts"]]),
        lambda manifest: manifest.update(migrations=[[{}, {}]]),
        lambda manifest: manifest.update(counts={"posts": "many"}),
        lambda manifest: manifest.update(members=[]),
        lambda manifest: manifest.update(version=None),
        lambda manifest: manifest.update(created_at="yesterday"),
        lambda manifest: manifest.update(created_at=None),
        lambda manifest: manifest.update(created_at=5),
        lambda manifest: manifest.update(created_at="2026-02-20T10:00:00"),
        lambda manifest: manifest.update(created_at="2026-02-20"),
        lambda manifest: manifest.update(created_at="0001-01-01T00:00:00+14:00"),
        lambda manifest: manifest.update(created_at="9999-12-31T23:59:59-12:00"),
        lambda manifest: manifest.update(created_at="0001-01-02T00:00:00+00:00"),
        lambda manifest: manifest.update(version="1.0\x1b[2J"),
        lambda manifest: manifest.update(version="1.0\nRestored, and everything is whole."),
        lambda manifest: manifest.update(version="1" * 41),
        lambda manifest: manifest.update(version="1\ud800"),
        lambda manifest: manifest.update(schema="public\x1b[2J"),
        lambda manifest: manifest.update(schema="p" * 300),
        lambda manifest: manifest["migrations"].append(["posts", "0999_later\x1b[2J"]),
        lambda manifest: manifest["migrations"].append(["posts", "0" * 300]),
        lambda manifest: manifest.update(migrations="ab"),
        lambda manifest: manifest.update(counts=[]),
        lambda manifest: manifest.update(counts={"posts": -1}),
        lambda manifest: manifest.update(counts={"posts": 1e300}),
        lambda manifest: manifest.update(counts={"posts": 10**400}),
        lambda manifest: manifest.update(counts={"posts\n": 1}),
        lambda manifest: manifest.update(has_own_key="no"),
        lambda manifest: manifest.update(format=0),
        lambda manifest: manifest.update(format=True),
        lambda manifest: manifest["members"]["secret_key"].update(size=None),
        lambda manifest: manifest["members"]["secret_key"].update(sha256=7),
        lambda manifest: manifest["members"]["secret_key"].update(more=7),
        lambda manifest: manifest.update(more="x"),
        lambda manifest: manifest.pop("schema"),
    ],
)
def test_a_manifest_that_makes_no_sense(saved, refused, tmp_path, change):
    assert "no manifest" in refused(forged(saved, tmp_path / "x.zip", change=change))


@pytest.mark.parametrize(
    "key", [b"", b" \n\t", b"\xff" * 50, b"key\x00" * 20], ids=["none", "blank", "no text", "NUL"]
)
def test_a_key_with_which_no_forum_starts(saved, refused, tmp_path, key):
    assert refused(forged(saved, tmp_path / "x.zip", members={"secret_key": key}))


def test_a_file_that_would_also_be_a_folder(saved, refused, tmp_path):
    for names in (("media/a", "media/a/b"), ("media/a/b/c", "media/a")):
        odd = forged(saved, tmp_path / "x.zip", entries=[(name, b"x") for name in names])
        assert "would also be a folder: “media/a”" in refused(odd)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff", b'"x"', b"[" * 100_000])
def test_a_manifest_that_is_none(saved, refused, tmp_path, text):
    files = contents(saved)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, text if name == "manifest.json" else content)
        archive.comment = b"sha256:" + b"0" * 64
    assert "no manifest" in refused(seal(path))


def test_a_damaged_database(saved, refused, tmp_path, only_sqlite):
    database = bytearray(contents(saved)["database.sqlite3"])
    database[5000:60000] = b"\xee" * 55000
    odd = forged(saved, tmp_path / "x.zip", members={"database.sqlite3": bytes(database)})
    assert "database in the backup" in refused(odd)


def test_a_database_that_is_not_the_one_described(saved, refused, tmp_path, only_sqlite):
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE django_migrations (id integer, app text, name text)")
        database.commit()
    odd = forged(saved, tmp_path / "x.zip", members={"database.sqlite3": path.read_bytes()})
    assert "isn’t the one its manifest describes" in refused(odd)


def test_a_dump_that_is_none(saved, refused, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("only PostgreSQL has dumps")
    odd = forged(saved, tmp_path / "x.zip", members={"database.dump": b"PGDMP nonsense"})
    assert "can’t be read" in refused(odd)


def test_nothing_is_unpacked_of_what_is_refused(saved, refused, tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "staged_backup", None)
    odd = forged(saved, tmp_path / "x.zip", entries=[("../outside", b"evil")])
    refused(odd)
    assert not (tmp_path / "outside").exists()
    assert json.loads(contents(saved)["manifest.json"])
