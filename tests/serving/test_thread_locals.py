"""The language, the time zone and the like, which each thread has for itself."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from forum.serving import thread_locals


@pytest.fixture
def plain_locals():
    before = [getattr(holder, name) for holder, name in thread_locals.LOCALS]
    thread_locals.use_plain_thread_locals()
    yield
    for (holder, name), local in zip(thread_locals.LOCALS, before, strict=True):
        setattr(holder, name, local)


def test_threads_at_once_have_each_their_own(plain_locals):
    both_have_chosen = threading.Barrier(2)

    def chosen(language, zone, prefix):
        with translation.override(language), timezone.override(zone):
            set_script_prefix(prefix)
            both_have_chosen.wait(60)
            return translation.get_language(), timezone.get_current_timezone_name(), get_script_prefix()

    mine = [("de", "Asia/Tokyo", "/a/"), ("fr", "Europe/Berlin", "/b/")]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(chosen, *zip(*mine, strict=True))) == mine
    assert translation.get_language() == "en"
    assert get_script_prefix() == "/"


def test_looks_take_no_lock(plain_locals):
    for holder, name in thread_locals.LOCALS:
        assert type(getattr(holder, name)) is threading.local
