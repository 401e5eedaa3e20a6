"""Pages are made and asked for in threads while others write, remove and restore."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections
from django.test import Client

from forum.moderation import post_acts
from forum.pages.store import page_store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]

ROUNDS = 8
VISITORS = 3


@pytest.fixture
def noticed(store, monkeypatch):
    """What has been noticed is shown at once: not even a second's grace while a page is made anew."""
    monkeypatch.setattr(page_store, "LAST_SHOWN_FOR", -1.0)
    return {"said": 0, "removed": 0}


def test_no_page_shows_what_was_removed_or_lacks_what_was_said(noticed, store, root, ben, topic, say):
    over, asked_for = Event(), []

    def visit(path):
        try:
            browser = Client(headers={"host": "127.0.0.1:8000"})
            while not over.is_set():
                said, removed = noticed["said"], noticed["removed"]
                text = browser.get(path).text
                shown = {int(number) for number in re.findall(r"State (\d+)\.", text)}
                assert all(number > removed for number in shown), (path, removed, shown)
                assert said in shown or said <= noticed["removed"] or begun["removed"] >= said, (
                    path,
                    said,
                    shown,
                )
                asked_for.append(path)
        finally:
            connections.close_all()

    begun = {"removed": 0}
    paths = [topic.get_absolute_url(), f"{topic.get_absolute_url()}?view=threads", "/u/ben/"]
    with ThreadPoolExecutor(VISITORS) as people:
        visits = [people.submit(visit, path) for path in paths]
        try:
            for number in range(1, ROUNDS + 1):
                post = say(ben, topic, f"State {number}.", is_repeat_meant=True)
                store.look()
                noticed["said"] = number
                begun["removed"] = number
                post_acts.remove(root, post, "x")
                store.look()
                noticed["removed"] = number
        finally:
            over.set()
        for visited in visits:
            visited.result()
    assert set(asked_for) == set(paths)
    assert f"State {ROUNDS}." not in Client(headers={"host": "127.0.0.1:8000"}).get(paths[0]).text
