"""Answering one post: the box that says which, the replies below a post, and a topic as threads."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.presets import Preset, apply_preset
from forum.moderation import post_acts
from forum.pages.topics import threads
from forum.posts.models import Post


@pytest.fixture
def answer(say):
    """answer(member, post, "text") → a post that answers it."""

    def act(member, post, text):
        made = say(member, post.topic, text)
        Post.objects.filter(pk=made.pk).update(reply_to=post)
        made.refresh_from_db()
        return made

    return act


@pytest.fixture
def asked(topic, ben, say):
    return say(ben, topic, "Which oil is best?")


def shown(browser, topic, query=""):
    return browser.get(f"{topic.get_absolute_url()}{query}").text


def texts_in_order(page):
    return re.findall(r"Said \w+", page)


def test_the_button_below_a_post_leads_to_the_box_which_names_it(as_, eve, topic, asked):
    browser = as_(eve)
    assert f'formaction="/p/{asked.pk}/answer/"' in shown(browser, topic)
    moved = browser.post(f"/p/{asked.pk}/answer/", {"body": "Half a thought", "follow_asked": "1"})
    assert moved["Location"] == f"{topic.get_absolute_url()}?answer={asked.pk}#reply"
    page = browser.get(moved["Location"]).text
    assert "In reply to" in page
    assert "Half a thought" in page
    assert f'name="reply_to" value="{asked.pk}"' in page


def test_what_is_sent_then_answers_that_post(as_, eve, topic, asked):
    page = shown(as_(eve), topic, f"?answer={asked.pk}")
    key = re.search(r'name="key" value="(\w+)"', page)[1]
    as_(eve).post(f"{topic.get_absolute_url()}reply/", {"body": "Linseed.", "key": key, "reply_to": asked.pk})
    assert Post.objects.latest("pk").reply_to_id == asked.pk
    assert f'<p class="post-to"><a href="/p/{asked.pk}/">' in shown(as_(), topic)


def test_one_can_answer_the_topic_instead(as_, eve, topic, asked):
    browser = as_(eve)
    sent = {"body": "Half a thought", "reply_to": asked.pk, "stop": "1"}
    moved = browser.post(f"/p/{asked.pk}/answer/", sent)
    page = browser.get(moved["Location"]).text
    assert "Half a thought" in page
    assert 'name="reply_to" value=' not in page


def test_a_visitor_is_led_to_sign_in_and_then_to_the_box(as_, asked):
    moved = as_().get(f"/p/{asked.pk}/answer/")
    assert moved.status_code in (302, 303)
    assert "answer" in moved["Location"]
    assert moved["Location"].startswith("/accounts/login/")


def test_the_post_counts_its_replies_and_shows_them(as_, ada, eve, topic, asked, answer):
    assert '<details class="replies"' not in shown(as_(), topic)
    first, second = answer(ada, asked, "Said linseed"), answer(eve, asked, "Said walnut")
    assert "2 replies" in shown(as_(), topic)
    page = as_().get(f"/p/{asked.pk}/replies/").text
    assert texts_in_order(page) == ["Said linseed", "Said walnut"]
    part = as_().get(f"/p/{asked.pk}/replies/", headers={"X-Requested-With": "fetch"}).text
    assert texts_in_order(part) == ["Said linseed", "Said walnut"]
    assert "<html" not in part
    assert f"/p/{first.pk}/" in part
    assert f"/p/{second.pk}/" in part


def test_a_removed_reply_is_neither_counted_nor_read(as_, ada, mod, topic, asked, answer):
    answer(ada, asked, "Said linseed")
    post_acts.remove(mod, answer(ada, asked, "Said rubbish"), "x")
    assert "1 reply" in shown(as_(), topic)
    page = as_().get(f"/p/{asked.pk}/replies/").text
    assert texts_in_order(page) == ["Said linseed"]
    assert "Said rubbish" in as_(mod).get(f"/p/{asked.pk}/replies/").text


def test_replies_of_a_hidden_board_are_nobodys(as_, ada, root, topic, asked, answer):
    answer(ada, asked, "Said linseed")
    apply_preset(topic.board, Preset.STAFF)
    assert as_().get(f"/p/{asked.pk}/replies/").status_code == 404
    assert "Said linseed" in as_(root).get(f"/p/{asked.pk}/replies/").text


def test_in_threads_each_post_stands_below_the_one_it_answers(as_, ada, ben, eve, say, topic, asked, answer):
    other = say(eve, topic, "Said beeswax")
    linseed = answer(ada, asked, "Said linseed")
    answer(ben, other, "Said sticky")
    answer(eve, linseed, "Said slow")
    page = shown(as_(), topic, "?view=threads")
    assert texts_in_order(page) == ["Said linseed", "Said slow", "Said beeswax", "Said sticky"]
    assert 'class="thread thread-2"' in page
    assert texts_in_order(shown(as_(), topic)) == ["Said beeswax", "Said linseed", "Said sticky", "Said slow"]


def test_threads_are_linked_where_there_are_branches_and_found_by_no_search_engine(
    as_, ada, say, topic, asked, answer
):
    assert "view=threads" not in shown(as_(), topic)
    say(ada, topic, "Said beeswax")
    answer(ada, asked, "Said linseed")
    assert "view=threads" in shown(as_(), topic)
    page = as_().get(f"{topic.get_absolute_url()}?view=threads")
    assert page["X-Robots-Tag"] == "noindex"
    assert re.search(r'rel="canonical" href="[^"?]*"', page.text)


def test_threads_are_not_offered_where_their_order_is_that_of_the_page(
    as_, ada, ben, eve, say, topic, asked, answer
):
    walnut = answer(ada, asked, "Said walnut")
    answer(ben, answer(eve, walnut, "Said slow"), "Said slower")
    answer(eve, walnut, "Said sticky")
    say(ada, topic, "Said beeswax")
    answer(ben, topic.posts.first(), "Said neither")
    assert "view=threads" not in shown(as_(), topic)
    answer(eve, walnut, "Said late")
    assert "view=threads" in shown(as_(), topic)


def test_threads_are_offered_for_what_is_answered_on_another_page(as_, ada, ben, say, topic, asked, answer):
    ada.posts_per_page = 10
    ada.save()
    for number in range(3, 11):
        say(ben, topic, f"Said number {number}")
    last = topic.posts.get(number=10)
    first_below = answer(ben, last, "Said below")
    for query in ("", "?from=11"):
        assert "view=threads" not in shown(as_(ada), topic, query)
    answer(ben, asked, "Said late")
    for query in ("", "?from=11"):
        assert "view=threads" in shown(as_(ada), topic, query)
    assert first_below.number == 11


def test_a_long_thread_is_cut_and_goes_on_behind_a_link(as_, ada, topic, asked, answer, monkeypatch):
    monkeypatch.setattr(threads, "MOST_BELOW", 2)
    for word in ("one", "two", "three", "four"):
        answer(ada, asked, f"Said {word}")
    page = shown(as_(), topic, "?view=threads")
    assert len(texts_in_order(page)) == 2
    assert "Show 2 more replies" in page
    rest = shown(as_(), topic, f"?view=threads&of={asked.number}")
    assert texts_in_order(rest) == ["Said one", "Said two", "Said three", "Said four"]


def test_further_threads_are_on_further_pages(as_, ada, topic, say, monkeypatch):
    monkeypatch.setattr(threads, "ROOTS", 2)
    for word in ("one", "two", "three"):
        say(ada, topic, f"Said {word}")
    assert texts_in_order(shown(as_(), topic, "?view=threads")) == ["Said one"]
    assert texts_in_order(shown(as_(), topic, "?view=threads&after=2")) == ["Said two", "Said three"]
    assert as_().get(f"{topic.get_absolute_url()}?view=threads&after=99").status_code == 404
    assert as_().get(f"{topic.get_absolute_url()}?view=threads&of=99").status_code == 404


def test_many_replies_make_more_pages_and_not_longer_ones(as_, ada, topic, say, answer, monkeypatch):
    monkeypatch.setattr(threads, "MOST", 3)
    first, second = say(ada, topic, "Said one"), say(ada, topic, "Said two")
    for post, word in ((first, "three"), (first, "four"), (second, "five")):
        answer(ada, post, f"Said {word}")
    assert texts_in_order(shown(as_(), topic, "?view=threads")) == []
    page = shown(as_(), topic, "?view=threads&after=1")
    assert texts_in_order(page) == ["Said one", "Said three", "Said four"]
    assert "after=2" in page
    rest = shown(as_(), topic, "?view=threads&after=2")
    assert texts_in_order(rest) == ["Said two", "Said five"]
    assert "More threads" not in rest


def test_threads_ask_no_more_of_many_posts_than_of_few(as_, ada, eve, topic, asked, answer):
    def count():
        browser = as_(eve)
        shown(browser, topic, "?view=threads")
        with CaptureQueriesContext(connection) as queries:
            shown(browser, topic, "?view=threads")
        return len(queries)

    answer(ada, asked, "Said one")
    few = count()
    for number in range(8):
        answer(ada, asked, f"Said {number}")
    assert count() == few


@pytest.mark.parametrize("asked_for", ["answer", "quote"])
def test_the_post_that_the_box_is_for_is_read_once(as_, eve, topic, asked, asked_for):
    browser = as_(eve)
    for _ in range(3):
        shown(browser, topic)
    with CaptureQueriesContext(connection) as usual:
        shown(browser, topic)
    with CaptureQueriesContext(connection) as with_post:
        assert "In reply to" in shown(browser, topic, f"?{asked_for}={asked.pk}")
    assert len(with_post) == len(usual) + 1
