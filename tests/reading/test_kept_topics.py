"""What is unread is kept by each process, and the member's own acts are seen at once, whoever did the work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.follows.models import Follow
from forum.posts.models import Post
from forum.reading import kept_topics, marking
from forum.reading.kept_topics import unread_topic_boards
from forum.reading.reader_facts import Moments, moments_of, unread_days
from forum.topics import read_marks
from forum.topics.models import Topic
from tests.conversations.talking import anybody_writes, talk
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


def test_who_reads_one_topic_after_the_other_has_all_of_them_looked_at_once(
    as_, eve, ada, board, start, topic
):
    topics = [topic, *(start(ada, board, title=f"Number {number}") for number in range(5))]
    browser, asked, said = as_(eve), 0, []
    for read in topics:
        with CaptureQueriesContext(connection) as queries:
            said.append(in_menu(browser.get("/tags/").text))
        asked += asks_for_unread_topics(queries)
        read_marks.write({(eve.pk, read.pk): ((1, timezone.now()),)})
    assert (asked, said) == (1, ["6", "5", "4", "3", "2", "1"])


def test_a_reply_and_the_draft_before_it_do_not_have_all_of_them_looked_at(
    as_, eve, ada, board, start, topic
):
    start(ada, board, title="Another")
    read_marks.mark_read(eve, topic, 1)
    browser = as_(eve)
    assert in_menu(browser.get("/tags/").text) == "1"
    text = {"body": "An answer.", "key": "a" * 32}
    browser.post("/drafts/save/", text | {"place": f"topic-{topic.pk}"})
    browser.post(f"{topic.get_absolute_url()}reply/", text)
    assert topic.posts.count() == 2
    with CaptureQueriesContext(connection) as queries:
        assert in_menu(browser.get("/tags/").text) == "1"
    assert asks_for_unread_topics(queries) == 0
    browser.post(f"/t/{topic.pk}-x/follow/", {"level": "mute"})
    with CaptureQueriesContext(connection) as queries:
        browser.get("/tags/")
    assert asks_for_unread_topics(queries) == 1


def test_a_mark_that_is_written_late_is_seen_too(eve, ada, board, start, topic):
    other = start(ada, board, title="Another")
    now = timezone.now()
    assert sum(unread_by_board(eve).values()) == 2
    read_marks.write({(eve.pk, topic.pk): ((1, now),)})
    assert sum(unread_by_board(eve).values()) == 1
    read_marks.write({(eve.pk, other.pk): ((1, now - kept_topics.WRITTEN_LATE / 2),)})
    third = start(ada, board, title="A third")
    read_marks.write({(eve.pk, third.pk): ((1, now + timedelta(seconds=1)),)})
    assert sum(unread_by_board(eve).values()) == 0


def test_what_a_reply_elsewhere_follows_counts_however_old_it_is(eve, ada, board, start, topic):
    """Another process took the reply: here only its mark is seen, and the follow that came with it."""
    old = start(ada, board, title="An old one")
    long_ago = timezone.now() - timedelta(days=10 * unread_days(eve))
    Post.objects.filter(topic=old).update(created_at=long_ago)
    Topic.objects.filter(pk=old.pk).update(last_post_at=long_ago)
    assert sum(unread_by_board(eve).values()) == 1
    Follow.objects.create(member=eve, topic=old)
    assert sum(unread_by_board(eve).values()) == 1
    read_marks.write({(eve.pk, topic.pk): ((1, timezone.now()),)})
    assert unread_topic_boards(eve) == {old.pk: board.pk}


@pytest.mark.parametrize("most", [kept_topics.MOST_CHANGED, 0])
def test_others_posts_are_looked_for_alone_unless_they_are_many(
    eve, ada, board, start, clock, monkeypatch, most
):
    monkeypatch.setattr(kept_topics, "MOST_CHANGED", most)
    kept_topics._posted_since.cache_clear()
    start(ada, board)
    assert sum(unread_by_board(eve).values()) == 1
    start(ada, board, title="Another")
    clock(kept_topics.KEPT_FOR + 1)
    with CaptureQueriesContext(connection) as queries:
        assert sum(unread_by_board(eve).values()) == 2
    assert asks_for_unread_topics(queries) == (0 if most else 1)
    kept_topics._posted_since.cache_clear()


def test_a_message_shows_after_a_while_to_who_takes_part_and_to_nobody_else(eve, ada, nia, say, clock):
    anybody_writes()
    conversation = talk(ada, eve)
    for reader in (eve, nia):
        kept_topics.kept_topics_of(reader)
    read_marks.mark_read(eve, conversation, 1)
    assert not kept_topics.kept_topics_of(eve).conversations
    say(ada, conversation, "Another message.")
    clock(kept_topics.KEPT_FOR + 1)
    assert kept_topics.kept_topics_of(eve).conversations == {conversation.pk}
    assert not kept_topics.kept_topics_of(nia).conversations


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
