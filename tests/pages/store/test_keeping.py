"""What the store holds and for how long, and what it does when it can't tell what has changed."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client

from forum.pages.middleware import visitor_pages
from forum.pages.store import page_store, triggers
from forum.pages.store.changes import Changes, TriggersOff
from forum.pages.store.entries import entry_of
from forum.pages.store.page_store import PageStore
from forum.pages.store.pruning import Pruner
from forum.pages.store.request_key import asked
from forum.pages.topics import views

A_KEY = ("here", False, "/a/", "")


def entry(store, path="/a/", content=b"x" * 5000, scopes=(), ends_at=float("inf")):
    response = HttpResponse(content, headers={"ETag": '"1"'})
    key = ("here", False, path, "")
    return entry_of(key, response, scopes=scopes, looks=store.looks, ends_at=ends_at, topic=None)


@pytest.fixture
def own():
    """A store for 100 kB that has just looked."""
    store = PageStore(100_000)
    store.note_look(page_store.clock(), None)
    return store


def test_it_takes_no_more_than_it_may_and_what_was_asked_for_last_stays(own):
    for number in range(60):
        own.put(entry(own, f"/{number}/"))
        own.get(("here", False, "/0/", ""))
    assert own.size == sum(one.size for one in own.entries.values()) <= 100_000
    kept = {key[2] for key in own.entries}
    assert "/0/" in kept and "/59/" in kept and "/1/" not in kept


def test_what_is_unpacked_counts_too(own):
    for number in range(12):
        own.put(entry(own, f"/{number}/"))
    before = own.size
    for one in list(own.entries.values()):
        own.keep_plain(one, b"x" * 5000)
    assert before < own.size <= 100_000
    assert own.size == sum(one.size for one in own.entries.values())


def test_a_page_that_is_too_large_is_not_kept(own):
    own.put(entry(own, content=bytes(range(256)) * 100 + os.urandom(20_000)))
    assert not own.entries


def test_nothing_is_shown_a_second_after_the_last_look(own):
    own.put(entry(own))
    assert own.get(A_KEY)
    own.looked_at -= 1.01
    assert own.get(A_KEY) is None
    assert not own.is_watched


def test_a_page_ends_when_it_says(own):
    own.put(entry(own, ends_at=page_store.clock() - 0.001))
    assert own.get(A_KEY) is None


def test_a_change_of_what_it_shows_ends_a_page_and_another_does_not(own):
    own.put(entry(own, "/a/", scopes={"topic:1"}))
    own.put(entry(own, "/b/", scopes=None))
    own.note_look(page_store.clock(), {"topic:2"})
    assert own.get(A_KEY)
    assert own.get(("here", False, "/b/", "")) is None
    own.note_look(page_store.clock(), {"topic:1"})
    assert own.get(A_KEY) is None


def test_what_was_begun_before_a_change_is_not_kept_after_it(own):
    late = entry(own, scopes={"topic:1"})
    own.note_look(page_store.clock(), {"topic:1"})
    own.put(late)
    assert not own.entries


def test_while_one_makes_a_page_others_get_the_last_for_a_second_and_then_wait(own):
    own.put(entry(own, scopes={"topic:1"}))
    filling = own.begin(A_KEY)
    own.note_look(page_store.clock(), {"topic:1"})
    assert own.get(A_KEY)
    own.entries[A_KEY].good_at -= 1.01
    assert own.get(A_KEY) is None
    assert own.begin(A_KEY) is None
    own.end(filling)
    assert own.begin(A_KEY)


def test_a_change_of_the_site_leaves_nothing_even_for_a_second(own):
    own.put(entry(own, scopes={"topic:1"}))
    own.begin(A_KEY)
    own.note_look(page_store.clock(), {"site"})
    assert own.get(A_KEY) is None
    assert own.size == 0


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_make_a_page_once(store, visitor, topic, monkeypatch):
    monkeypatch.setattr(visitor_pages, "WAIT", 60.0)
    made, go_on = [], Event()
    make = views.topic_page

    def slowly(request, topic):
        made.append(1)
        go_on.wait(5)
        return make(request, topic)

    monkeypatch.setattr(views, "topic_page", slowly)

    def ask(_number):
        try:
            return Client(headers={"host": "127.0.0.1:8000"}).get(topic.get_absolute_url()).content
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        answers = [people.submit(ask, number) for number in range(6)]
        while not made:
            go_on.wait(0.01)
        go_on.set()
        pages = {answer.result() for answer in answers}
    assert len(pages) == 1
    assert len(made) == 1


def test_when_changes_cannot_be_read_pages_are_made(store, kept, visitor, topic, monkeypatch):
    """Nobody may say then that nothing has changed."""
    kept(topic.get_absolute_url())
    monkeypatch.setattr(Changes, "read", lambda _self: (_ for _ in ()).throw(OperationalError("gone")))
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(page_store, "OLDEST", 0.0)
    store.look()
    assert not store.is_watched
    topic.rename("Anew")
    assert visitor.get(topic.get_absolute_url()).status_code == 200
    monkeypatch.undo()
    assert len(store.entries) == 1


def test_with_the_store_off_every_page_is_made(settings, visitor, topic, django_assert_num_queries):
    settings.VISITOR_PAGES_BYTES = 0
    first = visitor.get(topic.get_absolute_url())
    second = visitor.get(topic.get_absolute_url())
    assert first.content == second.content
    assert first.status_code == 200


@pytest.mark.django_db
@pytest.mark.every_database
def test_changes_are_read_once_and_forgotten_later(topic):
    changes = Changes()
    assert changes.read() is None
    assert not changes.read()
    topic.rename("Another")
    assert set(changes.read()) == {f"topic:{topic.pk}"}
    assert not changes.read()


@pytest.mark.django_db
def test_what_everybody_has_read_is_deleted(topic, monkeypatch):
    pruner = Pruner()
    pruner.prune()
    rows = count()
    assert rows > 0
    topic.rename("Another")
    pruner.prune()
    assert count() > rows
    pruner.noted = (float("-inf"), pruner.noted[1])
    pruner.prune()
    assert 0 < count() <= rows + 1
    changes = Changes()
    changes.read()
    topic.rename("A third")
    assert changes.read()


def count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM page_change")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_after_very_many_changes_all_is_thrown_away(topic, monkeypatch):
    monkeypatch.setattr("forum.pages.store.changes.MOST", 2)
    changes = Changes()
    changes.read()
    for number in range(3):
        topic.rename(f"Title {number}")
    assert changes.read() is None
    assert not changes.read()


@pytest.mark.django_db(transaction=True)
@pytest.mark.every_database
def test_while_migrations_run_nobody_can_read_changes_and_then_all_may_have(topic):
    changes = Changes()
    changes.read()
    triggers.before_migrations("default", plan=[("something", False)])
    try:
        with pytest.raises(TriggersOff):
            changes.read()
        with pytest.raises(TriggersOff):
            Changes().read()
        topic.rename("Nobody is told")
    finally:
        triggers.after_migrations("default")
    assert changes.read() is None
    topic.rename("Somebody is told")
    assert f"topic:{topic.pk}" in changes.read()
    triggers.before_migrations("default", plan=[])
    topic.rename("Still")
    assert changes.read()


@pytest.mark.django_db(transaction=True)
def test_triggers_that_a_table_lost_are_made_anew(topic):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'topics_topic'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    triggers.after_migrations("default")
    changes = Changes()
    changes.read()
    topic.rename("Told")
    assert changes.read()


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [
        ("gzip", True),
        ("gzip, br", True),
        ("br;q=1, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("", False),
    ],
)
def test_who_takes_compression(accepted, answer):
    one = asked("GET", "http", "/", "", [("host", "127.0.0.1:8000"), ("accept-encoding", accepted)])
    assert one.takes_gzip is answer
