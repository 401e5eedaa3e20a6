import time

import pytest
from django.core.cache import caches


@pytest.fixture
def cache(settings):
    ours = {"BACKEND": "forum.site.objects_in_memory.ObjectsInMemory", "LOCATION": "tested objects"}
    settings.CACHES = settings.CACHES | {"tested": ours}
    yield caches["tested"]
    caches["tested"].clear()


def test_it_gives_out_what_was_put_in_and_no_copy(cache):
    thing = object()
    cache.set("a", thing)
    assert cache.get("a") is thing
    assert cache.get("b") is None


def test_it_forgets_in_time(cache, monkeypatch):
    cache.set("a", 1, 300)
    assert cache.get("a") == 1
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert cache.get("a") is None


def test_what_is_there_is_not_added(cache):
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.get("a") == 1
    assert cache.get_many(["a", "b"]) == {"a": 1}


def test_it_holds_no_more_than_it_may(cache):
    for number in range(400):
        cache.set(str(number), number)
    assert len(cache._cache) <= 300
