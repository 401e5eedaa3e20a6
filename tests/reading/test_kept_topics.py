"""What is unread is kept by each process, and the member's own acts are seen at once, whoever did the work."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.reading import kept_topics, marking
from forum.reading.reader_facts import Moments, moments_of
from forum.topics import read_marks
from tests.reading.menu import unread_by_board
from tests.reading.plans import asks_for_unread_topics

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def is_kept(monkeypatch):
    kept_topics.forget_all()
    monkeypatch.setattr(kept_topics, "keeps", True)
    yield
    kept_topics.forget_all()


@pytest.fixture
def clock(monkeypatch):
    """clock(20) → twenty seconds later."""
    now = [1000.0]
    monkeypatch.setattr(kept_topics.time, "monotonic", lambda: now[0])

    def later(seconds):
        now[0] += seconds

    return later


def in_menu(page: str) -> str:
    return page.partition('class="top-count">(')[2].partition(")")[0]


def test_a_second_page_does_not_work_it_out_again(as_, eve, topic):
    browser = as_(eve)
    with CaptureQueriesContext(connection) as queries:
        assert in_menu(browser.get("/tags/").text) == "1"
    first = asks_for_unread_topics(queries)
    with CaptureQueriesContext(connection) as queries:
        assert in_menu(browser.get("/tags/").text) == "1"
    assert (first, asks_for_unread_topics(queries)) == (1, 0)


@pytest.mark.parametrize("act", ["read", "unread", "board", "undo"])
def test_own_acts_are_seen_at_once_even_if_another_process_did_them(as_, eve, ada, board, start, topic, act):
    """Here the acts write rows, and touch nothing that this process keeps."""
    start(ada, board, title="Another")
    browser = as_(eve)
    if act == "unread":
        read_marks.mark_read(eve, topic, 1)
    moment = marking.mark_everything_read(eve) if act == "undo" else None
    before = in_menu(browser.get("/tags/").text)
    if act == "read":
        read_marks.write({(eve.pk, topic.pk): ((1, timezone.now()),)})
    elif act == "unread":
        read_marks.move_back(eve, topic, 0)
    elif act == "board":
        marking.mark_boards_read(eve, [board.pk])
    else:
        marking.undo_lines(eve, moment)
    expected = {"read": ("2", "1"), "unread": ("1", "2"), "board": ("2", ""), "undo": ("", "2")}[act]
    assert (before, in_menu(browser.get("/tags/").text)) == expected


def test_the_page_that_shows_the_rest_of_a_topic_counts_it_no_more(as_, eve, topic, long_topic, monkeypatch):
    """Its mark is written a moment later, and that costs the page nothing."""
    monkeypatch.setattr(read_marks, "mark_read_later", lambda *_mark: None)
    browser, long = as_(eve), long_topic(25)
    assert in_menu(browser.get("/tags/").text) == "2"
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(topic.get_absolute_url()).text
    assert (in_menu(page), asks_for_unread_topics(queries)) == ("1", 0)
    assert in_menu(browser.get(long.get_absolute_url()).text) == "2"
    assert in_menu(browser.get(f"{long.get_absolute_url()}?page=2").text) == "1"


def test_a_page_that_is_fetched_in_advance_leaves_the_number_as_it_is(as_, eve, topic):
    page = as_(eve).get(topic.get_absolute_url(), headers={"Sec-Purpose": "prefetch"}).text
    assert in_menu(page) == "1"


def test_others_posts_show_after_a_while(eve, ada, board, start, clock):
    start(ada, board)
    assert sum(unread_by_board(eve).values()) == 1
    start(ada, board, title="Another")
    clock(kept_topics.KEPT_FOR - 1)
    assert sum(unread_by_board(eve).values()) == 1
    clock(2)
    assert sum(unread_by_board(eve).values()) == 2


def test_nothing_is_kept_longer_than_a_minute(eve, mod, topic, clock):
    assert sum(unread_by_board(eve).values()) == 1
    topic.remove(mod)
    clock(kept_topics.LONGEST_KEPT - 1)
    assert sum(unread_by_board(eve).values()) == 1
    clock(2)
    assert sum(unread_by_board(eve).values()) == 0


def test_a_board_that_is_closed_to_its_reader_is_counted_no_more(eve, topic, board):
    assert unread_by_board(eve) == {board.pk: 1}
    board.grants.all().delete()
    assert unread_by_board(eve) == {}


def test_what_one_mutes_is_not_counted_from_then_on(as_, eve, topic):
    browser = as_(eve)
    assert in_menu(browser.get("/tags/").text) == "1"
    browser.post(f"{topic.get_absolute_url()}follow/", {"level": "mute"})
    assert in_menu(browser.get("/tags/").text) == ""


def test_one_process_keeps_only_so_many_members(eve, nia, topic, monkeypatch):
    monkeypatch.setattr(kept_topics, "MOST_MEMBERS", 1)
    unread_by_board(eve)
    unread_by_board(nia)
    assert len(kept_topics._kept) == 1


def test_the_bell_brings_the_moments_along(as_, eve, topic):
    with CaptureQueriesContext(connection) as queries:
        as_(eve).get("/tags/")
    asking = [query["sql"] for query in queries if 'AS "latest_line_at"' in query["sql"]]
    assert len(asking) == 1
    assert "notifications_notification" in asking[0]


def test_without_anything_read_or_marked_the_moments_are_empty(eve, topic):
    topic.refresh_from_db()
    assert moments_of(eve) == Moments(None, None, topic.last_post_at)
