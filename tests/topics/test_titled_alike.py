"""Topics like the title that is being written, and what a long quiet topic says above its box."""

import datetime

import pytest
import time_machine

from forum.search.changed_posts import look_at_changes

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def topics(ada, root, board, staff_board, start):
    titles = [
        "Glue for a leather bag",
        "Which glue holds leather?",
        "Leather glue, again",
        "A squeaking brake",
    ]
    topics = [start(ada, board, title=title) for title in titles]
    start(root, staff_board, title="Secret leather glue")
    look_at_changes()
    return topics


def alike(browser, title):
    answer = browser.get("/similar-topics/", {"title": title})
    assert answer.status_code == 200
    return {topic.title for topic in answer.context["titled_alike"]}


def test_topics_that_share_words_of_the_title_are_named_and_hidden_ones_are_not(as_, ben, root, topics):
    titles = {topic.title for topic in topics[:3]}
    assert alike(as_(ben), "What glue is best for leather?") == titles
    assert alike(as_(root), "What glue is best for leather?") == titles | {"Secret leather glue"}
    for nothing in ("", "xylophone", "\x00", "x" * 5000):
        assert alike(as_(ben), nothing) == set()


def test_there_are_at_most_five_and_only_for_members(as_, ben, ada, board, start):
    for number in range(8):
        start(ada, board, title=f"Leather glue {number}")
    look_at_changes()
    assert len(alike(as_(ben), "leather glue")) == 5
    assert as_().get("/similar-topics/?title=leather").status_code == 403


def test_without_scripts_they_come_with_the_preview(as_, ben, topics):
    browser = as_(ben)
    fields = {"title": "Leather glue?", "body": "Which?", "key": "k"}
    assert "Similar topics:" not in browser.get("/b/general/new/").text
    page = browser.post("/b/general/new/", fields | {"preview": "1"})
    assert "Similar topics:" in page.text
    assert topics[1].get_absolute_url() in page.text


def test_a_topic_that_was_quiet_for_a_year_says_so_above_the_box(as_, ben, ada, board, start):
    with time_machine.travel(NOON, tick=False) as clock:
        topic = start(ada, board)
        clock.shift(datetime.timedelta(days=364))
        assert "The newest post here is from" not in as_(ben).get(topic.get_absolute_url()).text
        clock.shift(datetime.timedelta(days=2))
        assert "The newest post here is from" in as_(ben).get(topic.get_absolute_url()).text
