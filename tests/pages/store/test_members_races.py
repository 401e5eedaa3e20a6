"""Members read a topic, from what is kept and anew, while others write in it."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from forum.pages.store.members_parts import the_parts
from forum.posts import revising
from forum.posts.post_text import render_text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]

ROUNDS = 8


def test_nobody_reads_what_was_changed_before_they_asked(as_, ben, eve, nia, root, topic, say):
    post, said, over, read = say(ben, topic, "State 0."), {"number": 0}, Event(), set()

    def look(member):
        try:
            browser = as_(member)
            while not over.is_set():
                number = said["number"]
                shown = re.findall(r"State (\d+)\.", browser.get(topic.get_absolute_url()).text)
                assert len(shown) == 1
                assert int(shown[0]) >= number
                read.add(member.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as people:
        looks = [people.submit(look, member) for member in (eve, nia)]
        try:
            for number in range(1, ROUNDS + 1):
                post = revising.revise(root, post, render_text(f"State {number}."), base=post.revision)
                said["number"] = number
                # So that the page is kept once and found changed.
                for _ in range(3):
                    as_(root).get("/healthz/")
        finally:
            over.set()
        for each in looks:
            each.result()
    assert read == {eve.pk, nia.pk}
    for _ in range(3):
        assert f"State {ROUNDS}." in as_(eve).get(topic.get_absolute_url()).text
    assert the_parts.store.entries
