"""The disk on which SQLite's file lies; collected only where that is the database of the tests."""

import pytest

from tests.outages.test_outages import TEXT
from tests.plumbing.outages import no_further_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_disk_that_is_about_to_be_full_is_not_ready(as_, monkeypatch):
    monkeypatch.setattr("forum.pages.health.views.is_disk_full", lambda: True)
    answer = as_().get("/readyz/")
    assert (answer.status_code, answer.text) == (503, "the disk is full\n")


def test_a_file_that_cannot_grow_is_a_full_disk(answered, ben, topic):
    browser = answered(ben)
    fields = {"body": TEXT * 200, "key": "the-key", "board": topic.board_id}
    address = f"{topic.get_absolute_url()}reply/"
    with no_further_page():
        answer = browser.post(address, fields)
        assert answer.status_code == 507
        assert TEXT * 200 in answer.text
        assert browser.get("/readyz/").text == "the disk is full\n"
        assert browser.get(topic.get_absolute_url()).status_code == 200
    assert browser.post(address, fields).status_code == 303
