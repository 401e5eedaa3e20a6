"""I5 on SQLite, with real damage done to files."""

import sqlite3

import pytest
from django.db import ConnectionHandler

from forum.checks import database as storage
from forum.checks.sampling import Look

INDEX_OF_ANOTHER_COLUMN = """
    CREATE TABLE shelf (book TEXT, place INTEGER);
    INSERT INTO shelf VALUES ('atlas', 3), ('bestiary', 2), ('chronicle', 1);
    CREATE INDEX shelf_order ON shelf (book);
    PRAGMA writable_schema = on;
    UPDATE sqlite_master SET sql = 'CREATE INDEX shelf_order ON shelf (place)' WHERE name = 'shelf_order';
"""
LOAN_OF_NOTHING = """
    CREATE TABLE shelf (id INTEGER PRIMARY KEY);
    CREATE TABLE loan (id INTEGER PRIMARY KEY, book INTEGER REFERENCES shelf (id));
    INSERT INTO loan VALUES (7, 404);
"""


@pytest.fixture
def damaged_file(django_db_blocker, tmp_path, monkeypatch):
    """damaged_file(sql) → the check looks at a SQLite file to which that was done."""

    def damage(sql):
        path = tmp_path / "damaged.sqlite3"
        with sqlite3.connect(path) as database:
            database.executescript(sql)
        database.close()
        handler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}})
        monkeypatch.setattr(storage, "connection", handler["default"])
        return path

    with django_db_blocker.unblock():
        yield damage
        storage.connection.close()


def found():
    return {fault.code: fault for fault in storage.faults(Look())}


def test_an_index_of_sqlite_that_lacks_rows_is_found(damaged_file):
    damaged_file(INDEX_OF_ANOTHER_COLUMN)
    assert "shelf_order" in found()["database.integrity"].examples[0]


def test_a_row_of_sqlite_that_points_to_nothing_is_found(damaged_file):
    damaged_file(LOAN_OF_NOTHING)
    assert found()["database.foreign_keys"].examples == ("loan 7",)


def test_a_file_that_sqlite_cannot_read_to_its_end_is_found(damaged_file):
    path = damaged_file(LOAN_OF_NOTHING)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    assert found()["database.integrity"].count
