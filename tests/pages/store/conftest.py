"""The store, looked after by the test itself: it sees what the test's transaction has changed, when the test says so."""

import pytest
from django.test import Client

from forum.pages.store import page_store
from forum.pages.store.page_store import PageStore
from forum.pages.store.watching import Watcher, the_store


@pytest.fixture
def store(db, settings, monkeypatch):
    """A store that is on. `store.look()` is what happens twice a second."""
    settings.VISITOR_PAGES_BYTES = 8 * 1024 * 1024
    # What a busy machine does between two lines of a test must not decide.
    monkeypatch.setattr(page_store, "OLDEST", 3600.0)
    made = PageStore(settings.VISITOR_PAGES_BYTES)
    made.look = Watcher(made).look
    monkeypatch.setattr(the_store, "store", made)
    made.look()
    return made


@pytest.fixture
def visitor():
    """As a browser asks; Django's own client leaves out which host it means."""
    return Client(headers={"host": "127.0.0.1:8000"})


@pytest.fixture
def kept(store, visitor, django_assert_num_queries):
    """kept(path) → the answer from the store: asked for twice, the second time without a question to the database."""

    def get(path, **headers):
        store.look()
        assert visitor.get(path, headers=headers).status_code == 200, path
        with django_assert_num_queries(0):
            return visitor.get(path, headers=headers)

    return get


@pytest.fixture
def a_second_later(store, visitor):
    """a_second_later(path) → what a visitor gets once the change was noticed."""

    def get(path, **headers):
        store.look()
        return visitor.get(path, headers=headers)

    return get
