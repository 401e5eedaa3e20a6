"""What is muted: dimmed where it belongs, left out of what brings everything together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.follows import following
from forum.topics.models import Tag

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="Glue", slug="glue")


def dimmed(page: str) -> int:
    return page.count("row-muted")


def test_a_muted_topic_is_dimmed_on_its_board_with_a_word_and_left_out_of_latest(as_, eve, topic):
    following.mute(eve, topic)
    page = as_(eve).get(topic.board.get_absolute_url()).text
    assert dimmed(page) == 1
    assert "Muted" in page
    latest = as_(eve).get("/latest/").text
    assert topic.title not in latest
    assert "What you have muted is left out." in latest
    assert 'href="/following/?kind=muted"' in latest
    assert "Everything here is muted." in latest


@pytest.mark.parametrize("kind", ["tag", "person"])
def test_topics_of_a_muted_tag_or_member_are_dimmed_and_left_out(kind, as_, ada, ben, eve, board, tag, start):
    start(ada, board, title="Theirs", tags=[tag])
    start(ben, board, title="Another's")
    following.mute(eve, {"tag": tag, "person": ada}[kind])
    assert dimmed(as_(eve).get(board.get_absolute_url()).text) == 1
    latest = as_(eve).get("/latest/").text
    assert "Theirs" not in latest
    assert "Another&#x27;s" in latest


def test_a_muted_board_is_left_out_of_latest_and_its_own_page_is_not_dim(as_, eve, topic):
    following.mute(eve, topic.board)
    assert topic.title not in as_(eve).get("/latest/").text
    assert dimmed(as_(eve).get(topic.board.get_absolute_url()).text) == 0


@pytest.mark.parametrize("kind", ["board", "tag", "person"])
def test_a_topic_that_is_followed_itself_stays(kind, as_, ada, eve, board, tag, start):
    topic = start(ada, board, tags=[tag])
    following.mute(eve, {"board": board, "tag": tag, "person": ada}[kind])
    following.follow(eve, topic)
    assert topic.title in as_(eve).get("/latest/").text
    assert dimmed(as_(eve).get(board.get_absolute_url()).text) == 0


def test_what_one_mutes_is_nobody_elses_loss(as_, ben, eve, topic):
    following.mute(eve, topic)
    for reader in (None, ben):
        assert topic.title in as_(reader).get("/latest/").text
        assert dimmed(as_(reader).get(topic.board.get_absolute_url()).text) == 0


def test_who_has_muted_nothing_is_told_nothing_of_it(as_, ben, eve, topic):
    following.mute(eve, topic)
    following.follow(ben, topic)
    for reader in (None, ben):
        assert "left out" not in as_(reader).get("/latest/").text


def test_a_tags_own_page_dims_what_is_muted(as_, ada, ben, eve, board, tag, start):
    start(ada, board, title="Theirs", tags=[tag])
    start(ben, board, title="Mine", tags=[tag])
    following.mute(eve, ada)
    page = as_(eve).get("/tag/glue/").text
    assert dimmed(page) == 1
    assert "Muted" in page.partition("Theirs")[2].partition("</h3>")[0]
    following.mute(eve, tag)
    assert dimmed(as_(eve).get("/tag/glue/").text) == 2


def test_mutes_cost_no_query_of_their_own(as_, ben, eve, topic):
    following.mute(eve, topic.board)
    counts = {}
    for reader in (ben, eve):
        browser = as_(reader)
        browser.get("/latest/")
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/latest/").text
        assert (topic.title in page) == (reader == ben)
        counts[reader] = len(queries)
        # The list itself leaves them out in its own query.
        assert not [
            q["sql"] for q in queries if "follows_follow" in q["sql"] and "topics_topic" not in q["sql"]
        ]
    assert counts[eve] <= counts[ben]


def test_unmuting_brings_it_back(as_, eve, topic):
    following.mute(eve, topic)
    as_(eve).post(f"{topic.get_absolute_url()}unfollow/")
    assert topic.title in as_(eve).get("/latest/").text


def test_lists_take_the_same_queries_however_much_is_muted(as_, root, eve, board, start):
    topics = [start(root, board, title=f"T{n}") for n in range(20)]
    browser, counts = as_(eve), []
    for address in ("/latest/", board.get_absolute_url()):
        browser.get(address)
    for muted in (topics[:1], topics[1:]):
        for topic in muted:
            following.mute(eve, topic)
        for address in ("/latest/", board.get_absolute_url()):
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            counts.append(len(queries))
    assert counts[1] == counts[3]
    assert counts[2] <= counts[0]
