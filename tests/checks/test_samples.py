"""A large forum has a sample looked at where that is dear, and says so; `--deep` looks at everything."""

import sqlite3
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from forum.attachments.models import KEY_LENGTH
from forum.checks import database, files, known_words, search
from forum.checks.invariants import check_invariants
from forum.checks.sampling import Look
from forum.posts.models import Post
from forum.search.models import KnownWord
from forum.topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

DAY = date(2026, 11, 23).toordinal()


@pytest.fixture
def a_large_forum(monkeypatch, talk, ada, say):
    """Eight posts, of which samples are one or two; return the ids of its posts."""
    for number in range(5):
        say(ada, talk, f"Sprocket number {number}.")
    call_command("worker", once=True)
    for module in (search, known_words):
        monkeypatch.setattr(module, "SAMPLE", 1)
    monkeypatch.setattr(files, "LOOKED_AT", 1)
    return list(talk.posts.order_by("pk").values_list("pk", flat=True))


def found(code, **look):
    """What is found of a kind, and how."""
    return {
        example
        for verdict in check_invariants(Look(**look))
        for fault in verdict.faults
        if fault.code == code
        for example in fault.examples
    }


def other_words(post):
    Post.objects.filter(pk=post).update(text="Quite another thing.")


def a_lost_word(post):
    Post.objects.filter(pk=post).update(text="Xylophone.")


def an_unnoted_file(post):
    Post.objects.filter(pk=post).update(html=f"<p>/files/{'a' * KEY_LENGTH}/plan.pdf</p>")


@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("search.other_words", other_words),
        ("search.known_words", a_lost_word),
        ("attachment.use", an_unnoted_file),
    ],
)
def test_a_fault_outside_the_sample_is_found_on_another_day_and_with_deep_at_once(
    a_large_forum, code, damage
):
    post, before_newest = a_large_forum[2], a_large_forum[-1] - a_large_forum[2]
    damage(post)
    # With samples of one, each day looks one place further from the newest post.
    assert (found(code, day=before_newest - 1) or found(code, day=before_newest)) == {post}
    assert not found(code, day=before_newest + 1)
    assert found(code, day=before_newest + 1, is_deep=True) == {post}


def test_counters_and_numbers_are_never_sampled(a_large_forum, talk, ada):
    Topic.objects.update(post_count=99)
    type(ada).objects.filter(pk=ada.pk).update(post_count=99)
    Post.objects.filter(pk=a_large_forum[2]).update(number=99)
    for code, row in (("topic.post_count", talk.pk), ("member.post_count", ada.pk), ("post.number", talk.pk)):
        assert found(code) == {row}


def test_what_was_sampled_stands_in_its_line_and_with_deep_nothing_was(a_large_forum, capsys):
    call_command("check_forum")
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "of 8 posts the words of 1 were compared" in lines["I6"]
    assert "of the files of 8 posts those of the newest 1 and as many others" in lines["I9"]
    assert lines["I2"].split() == ["I2", "counters", "whole"]
    call_command("check_forum", "--deep")
    assert "--deep" not in capsys.readouterr().out


def test_a_small_forum_is_looked_at_whole(talk, capsys):
    call_command("check_forum")
    assert "--deep" not in capsys.readouterr().out


def test_deep_and_repair_mend_what_is_outside_the_sample(a_large_forum):
    KnownWord.objects.filter(word="sprocket").delete()
    other_words(a_large_forum[2])
    call_command("check_forum", "--repair", "--deep")
    call_command("worker", once=True)
    assert KnownWord.objects.filter(word="sprocket").exists()
    assert found("search.other_words", is_deep=True) == set()


@pytest.mark.parametrize("every", [1, 2, 7, 30], ids=lambda days: f"every {days} days")
@pytest.mark.parametrize("many", [1, 2, 7, 14, 200])
def test_whoever_looks_regularly_comes_to_every_place(every, many):
    looks = (Look(day=DAY + every * time) for time in range(max(many, 11) + 11))
    assert {look.place(many) for look in looks} == set(range(many))


def test_a_day_has_one_sample(talk):
    with time_machine.travel("2026-11-23T05:00Z", tick=False):
        morning = Look()
    with time_machine.travel("2026-11-23T20:00Z", tick=False):
        assert Look() == morning
    with time_machine.travel("2026-11-24T05:00Z", tick=False):
        assert Look() != morning


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite’s own check of its file")
def test_of_the_large_tables_of_a_file_one_is_checked_a_day(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(database, "LARGE", 2)
    monkeypatch.setattr(database, "_rows", rows_of(tmp_path / "damaged.sqlite3"))
    looks = [Look(day=DAY + day) for day in range(11)]
    by_note = {database.note(look).partition("today’s, ")[2].partition(";")[0] for look in looks}
    assert by_note == {"attic", "shelf"}
    for look in looks:
        assert bool(complaints(look)) == ("today’s, shelf" in database.note(look))
    assert complaints(Look(is_deep=True)) and "today’s" not in database.note(Look(is_deep=True))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite’s own check of its file")
def test_a_small_table_is_checked_every_day(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "LARGE", 3)
    monkeypatch.setattr(database, "_rows", rows_of(tmp_path / "damaged.sqlite3"))
    assert all(complaints(Look(day=DAY + day)) for day in range(11))


def complaints(look):
    return database._sqlite_complaints(look)


def rows_of(path):
    """A file with two tables of three rows, one of whose indexes is wrong."""
    with sqlite3.connect(path) as file:
        file.executescript("""
            CREATE TABLE attic (book TEXT);
            INSERT INTO attic VALUES ('atlas'), ('bestiary'), ('chronicle');
            CREATE TABLE shelf (book TEXT, place INTEGER);
            INSERT INTO shelf VALUES ('atlas', 3), ('bestiary', 2), ('chronicle', 1);
            CREATE INDEX shelf_order ON shelf (book);
            PRAGMA writable_schema = on;
            UPDATE sqlite_master SET sql = 'CREATE INDEX shelf_order ON shelf (place)' WHERE name = 'shelf_order';
        """)
    file.close()
    reader = sqlite3.connect(path)
    return lambda sql, parameters=(): reader.execute(sql, parameters).fetchall()
