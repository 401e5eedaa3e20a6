"""Going back and sending again posts once; saying the same again on purpose is possible."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.moderation import post_acts, topic_acts
from forum.posts.models import Post
from forum.topics.models import Topic


@pytest.fixture
def send(as_, ben, topic):
    """send(body, …) → what Ben's browser is answered to a reply; each with a key of its own."""
    browser, keys = as_(ben), iter(range(100))

    def post(body="Same text.", **more):
        sent = {"body": body, "key": f"key-{next(keys)}", "board": topic.board_id} | more
        return browser.post(f"{topic.get_absolute_url()}reply/", sent)

    return post


def test_the_same_reply_again_is_not_posted_and_says_where_it_is(send, ben, topic):
    assert send().status_code == 303
    answer = send()
    assert answer.status_code == 409
    post = Post.objects.get(author=ben)
    assert "You posted this a minute ago." in answer.text
    assert f'href="/p/{post.pk}/"' in answer.text
    assert ">\nSame text.</textarea>" in answer.text
    assert '<button class="button" type="submit" name="again" value="1">Post it again</button>' in answer.text


def test_on_purpose_it_is_posted_again(send, ben):
    send()
    assert send(again="1").status_code == 303
    assert Post.objects.filter(author=ben).count() == 2


def test_another_text_another_answer_and_another_topic_are_no_repetition(
    send, as_, ada, ben, board, topic, start
):
    send()
    assert send("Another text.").status_code == 303
    assert send(reply_to=topic.posts.get(number=1).pk).status_code == 303
    other = start(ada, board, title="Another")
    sent = {"body": "Same text.", "key": "k", "board": board.pk}
    assert as_(ben).post(f"{other.get_absolute_url()}reply/", sent).status_code == 303
    assert Post.objects.filter(author=ben).count() == 4


def test_what_somebody_else_says_is_no_repetition(send, as_, eve, topic):
    send()
    sent = {"body": "Same text.", "key": "k", "board": topic.board_id}
    assert as_(eve).post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303


def test_after_a_while_the_same_may_be_said_again(send, ben):
    send()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert send().status_code == 303


def test_what_was_taken_back_may_be_said_again(send, as_, ben):
    send()
    as_(ben).post(f"/p/{Post.objects.get(author=ben).pk}/remove/", {"reason": ""})
    assert send().status_code == 303


def test_the_same_form_sent_again_is_answered_with_its_post(send, ben):
    first = send(key="k")
    again = send(key="k")
    assert (again.status_code, again.url) == (303, first.url)
    assert Post.objects.filter(author=ben).count() == 1


def test_a_topic_started_again_is_not_started_and_says_where_it_is(as_, ben, board):
    browser = as_(ben)
    sent = {"title": "Back button", "body": "Hello", "key": "k1"}
    first = browser.post("/b/general/new/", sent)
    assert first.status_code == 303
    answer = browser.post("/b/general/new/", sent | {"key": "k2"})
    assert answer.status_code == 409
    assert "You posted this a minute ago." in answer.text
    assert f'href="/p/{Topic.objects.get().posts.get().pk}/"' in answer.text
    assert browser.post("/b/general/new/", sent | {"key": "k3", "title": "Another"}).status_code == 303
    assert browser.post("/b/general/new/", sent | {"key": "k4", "again": "1"}).status_code == 303
    assert Topic.objects.count() == 3


def test_nobody_learns_of_a_topic_that_went_out_of_sight_by_saying_it_again(
    as_, ben, root, board, staff_board
):
    browser = as_(ben)
    sent = {"title": "Back button", "body": "Hello", "key": "k1"}
    browser.post("/b/general/new/", sent)
    topic_acts.move(root, Topic.objects.get(), board=staff_board)
    assert browser.post("/b/general/new/", sent | {"key": "k2"}).status_code == 303


# --- taking the first post away


def test_an_author_removes_a_topic_whose_only_reply_is_gone(as_, ada, ben, topic, say, root):
    reply = say(ben, topic)
    address = f"/p/{topic.posts.get(number=1).pk}/remove/"
    assert as_(ada).post(address).status_code == 403
    post_acts.remove(root, reply, "Rude")
    assert as_(ada).post(address).status_code == 303
    topic.refresh_from_db()
    assert topic.is_removed
