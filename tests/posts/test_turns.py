"""Reading a text costs time: one text of each member at a time, and each has a share of it."""

import datetime
import threading
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connections

from forum import limits, markup
from forum.posts import post_text, rendering_turns
from forum.posts.models import Post
from forum.posts.rendering_turns import rendering_turn
from tests.load.texts import DEAR

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)
LONG = "```python\nx = 1\n```\n\nThis is what I *mean*."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def no_patience(monkeypatch):
    monkeypatch.setattr(rendering_turns, "WAIT_SECONDS", 0.0)


def reply(browser, topic, body=LONG, **fields):
    return browser.post(
        f"{topic.get_absolute_url()}reply/", {"board": topic.board_id, "key": "k", "body": body, **fields}
    )


def ways_to_send(topic, post):
    return [
        (f"{topic.get_absolute_url()}reply/", {"board": topic.board_id, "key": "k"}),
        (f"{topic.board.get_absolute_url()}new/", {"title": "Another", "key": "k2"}),
        (f"/p/{post.pk}/edit/", {"title": topic.title, "base": 1}),
        ("/settings/", {"about": LONG, "posts_per_page": 20}),
    ]


@pytest.mark.usefixtures("no_patience")
def test_while_one_text_is_read_a_second_of_the_same_member_is_sent_back_with_its_text(as_, ada, topic):
    browser = as_(ada)
    with rendering_turn(ada, 100):
        for address, fields in ways_to_send(topic, topic.posts.get()):
            response = browser.post(address, {"body": LONG} | fields)
            assert (response.status_code, response["Retry-After"]) == (429, str(rendering_turns.SOON)), (
                address
            )
            assert "This is what I *mean*." in response.text or "about" in fields
        # A preview is counted apart.
        assert browser.post("/preview/", {"body": LONG}).status_code == 200
    assert Post.objects.count() == 1
    assert reply(browser, topic).status_code == 303


@pytest.mark.usefixtures("no_patience")
def test_nobody_else_waits_for_it_and_short_texts_do_not_either(as_, ada, ben, topic):
    with rendering_turn(ada, 100):
        assert reply(as_(ben), topic).status_code == 303
        assert reply(as_(ada), topic, "Short.").status_code == 303


def test_a_second_text_waits_for_the_first_and_is_taken(as_, ada, topic, monkeypatch):
    """The first ends while the second waits, without a clock: the pause between two looks is where it ends."""
    held = rendering_turn(ada, 100)
    held.__enter__()
    monkeypatch.setattr(rendering_turns.time, "sleep", lambda _seconds: held.__exit__(None, None, None))
    assert reply(as_(ada), topic).status_code == 303


def test_of_one_member_one_waits_and_of_all_a_few(monkeypatch):
    with rendering_turns._place_to_wait(1):
        with pytest.raises(limits.LimitExceeded), rendering_turns._place_to_wait(1):
            pass
        others = [rendering_turns._place_to_wait(number) for number in (2, 3, 4)]
        for other in others:
            other.__enter__()
        with pytest.raises(limits.LimitExceeded), rendering_turns._place_to_wait(5):
            pass
        for other in others:
            other.__exit__(None, None, None)
    with rendering_turns._place_to_wait(1):
        pass


def test_the_share_of_a_minute_is_counted_by_what_reading_cost(as_, ada, ben, topic, monkeypatch):
    rendered = markup.render(LONG)
    costly = markup.Rendered(rendered.html, rendered.text, cost=4_000)
    monkeypatch.setattr(post_text.markup, "render", lambda *_asked, **_more: costly)
    browser = as_(ada)
    answers = [reply(browser, topic, f"{LONG} {n}", key=f"k{n}").status_code for n in range(4)]
    assert answers == [303] * 3 + [429]
    assert reply(as_(ben), topic).status_code == 303


def test_beyond_the_share_long_texts_come_back_with_the_time_to_wait_and_short_ones_are_read(
    as_, ada, topic, clock
):
    limits.charge("render-time", ada.pk, 10_000)
    clock.shift(20)
    browser = as_(ada)
    response = reply(browser, topic)
    assert (response.status_code, response["Retry-After"]) == (429, "40")
    assert "This is what I *mean*." in response.text
    assert reply(browser, topic, "Short.").status_code == 303
    clock.shift(40)
    assert reply(browser, topic, key="k3").status_code == 303


@pytest.mark.usefixtures("clock")
def test_what_a_dear_text_cost_is_charged(as_, ada, topic):
    reply(as_(ada), topic, DEAR)
    assert limits.peek("render-time", ada.pk).left <= 10_000 - 100
    assert not limits.peek("render-turn", ada.pk).is_over


def test_long_texts_and_those_of_who_has_used_much_of_their_share_leave_a_child_to_the_others(
    as_, ada, topic, monkeypatch
):
    asked = []
    real = markup.render
    monkeypatch.setattr(
        post_text.markup,
        "render",
        lambda *words, is_dear, **more: asked.append(is_dear) or real(*words, **more),
    )
    reply(as_(ada), topic)
    reply(as_(ada), topic, "A long text. " * 1_000, key="k2")
    limits.charge("render-time", ada.pk, rendering_turns.DEAR_FROM + 1)
    reply(as_(ada), topic, key="k3")
    assert asked == [False, True, True]


def test_where_no_child_is_free_the_forum_says_so_and_keeps_the_text(as_, ada, topic, monkeypatch):
    def busy(*_asked, **_more):
        raise markup.Busy("busy")

    with monkeypatch.context() as patched:
        patched.setattr(post_text.markup, "render", busy)
        response = reply(as_(ada), topic)
        assert (response.status_code, response["Retry-After"]) == (503, str(rendering_turns.SOON))
        assert "The forum is busy" in response.text
        assert "This is what I *mean*." in response.text
        preview = as_(ada).post("/preview/", {"body": LONG})
        assert (preview.status_code, preview["Retry-After"]) == (202, str(rendering_turns.SOON))
    assert reply(as_(ada), topic).status_code == 303


@contextmanager
def other_thread(act):
    def run():
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(60)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_patience")
def test_the_turn_holds_over_all_connections(as_, ada, topic, monkeypatch):
    is_reading, may_end = threading.Event(), threading.Event()
    real, statuses = markup.render, []

    def slow(*words, **more):
        is_reading.set()
        assert may_end.wait(60)
        return real(*words, **more)

    monkeypatch.setattr(post_text.markup, "render", slow)
    browser = as_(ada)
    with other_thread(lambda: statuses.append(browser.post("/preview/", {"body": LONG}).status_code)):
        assert is_reading.wait(60)
        statuses.append(as_(ada).post("/preview/", {"body": LONG}).status_code)
        may_end.set()
    assert statuses == [202, 200]
