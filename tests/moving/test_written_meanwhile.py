"""What members send while moderators move posts: it arrives once, where they may write, and no text is lost."""

import pytest

from forum.checks.invariants import check_invariants
from forum.moderation.moving.merging import merge
from forum.moderation.moving.splitting import split
from forum.pages.posts import views
from forum.posts.models import Post
from tests.moving.test_splitting import moved

TEXT = "My long and careful answer."


def sent(topic, **more):
    return {"body": TEXT, "key": "0123456789abcdef0123456789abcdef", "board": topic.board_id} | more


def is_right():
    return not [
        fault for verdict in check_invariants() for fault in verdict.faults if "warn" not in fault.code
    ]


@pytest.fixture
def other(ben, board, topic, start):
    return start(ben, board, title="Much the same")


def test_a_form_sent_again_leads_to_its_post_wherever_that_is_now(as_, mod, ben, topic, posts):
    browser = as_(ben)
    address = f"{topic.get_absolute_url()}reply/"
    browser.post(address, sent(topic))
    post = Post.objects.get(source=TEXT)
    new = moved(split(mod, topic, [post.pk], title="Boats"))
    answer = browser.post(address, sent(topic))
    assert answer.status_code == 303
    assert answer["Location"] == f"{new.get_absolute_url()}#{post.anchor()}"
    assert Post.objects.filter(source=TEXT).count() == 1


def test_of_a_place_out_of_sight_it_says_nothing_but_that_and_keeps_the_text(
    as_, root, ben, topic, posts, staff_board
):
    browser = as_(ben)
    address = f"{topic.get_absolute_url()}reply/"
    browser.post(address, sent(topic))
    split(root, topic, [Post.objects.get(source=TEXT).pk], title="Secret boats", board=staff_board)
    answer = browser.post(address, sent(topic))
    assert answer.status_code == 409
    assert TEXT in answer.text
    assert "moved it since" in answer.text
    assert "Secret boats" not in answer.text
    assert Post.objects.filter(source=TEXT).count() == 1


def test_a_form_that_started_a_merged_topic_leads_to_its_first_post(as_, mod, ben, board, topic):
    browser = as_(ben)
    form = sent(topic, title="The same again")
    browser.post(f"{board.get_absolute_url()}new/", form)
    post = Post.objects.get(source=TEXT)
    merge(mod, [post.topic], topic)
    answer = browser.post(f"{board.get_absolute_url()}new/", form)
    assert answer.status_code == 303
    assert answer["Location"].startswith(topic.get_absolute_url())
    assert Post.objects.filter(source=TEXT).count() == 1


def test_the_key_of_another_place_posts_nothing(as_, ben, topic, other):
    browser = as_(ben)
    browser.post(f"{topic.get_absolute_url()}reply/", sent(topic))
    answer = browser.post(f"{other.get_absolute_url()}reply/", sent(other))
    assert answer.status_code == 409
    assert TEXT in answer.text
    assert Post.objects.filter(source=TEXT).count() == 1


def test_a_reply_to_a_merged_topic_is_one_in_the_other(as_, mod, eve, topic, other):
    address = f"{other.get_absolute_url()}reply/"
    merge(mod, [other], topic)
    answer = as_(eve).post(address, sent(topic))
    assert answer.status_code == 303
    post = Post.objects.get(source=TEXT)
    assert post.topic == topic
    assert answer["Location"] == f"{topic.get_absolute_url()}#{post.anchor()}"
    assert is_right()


def test_where_it_went_to_another_board_the_author_is_asked_first(
    as_, root, eve, topic, other, start, members_board
):
    there = start(root, members_board, title="In the lounge")
    address = f"{other.get_absolute_url()}reply/"
    merge(root, [other], there)
    answer = as_(eve).post(address, sent(topic))
    assert answer.status_code == 409
    assert "In the lounge" in answer.text
    assert TEXT in answer.text
    assert not Post.objects.filter(source=TEXT).exists()


def test_whoever_may_not_see_or_reply_there_keeps_the_text(
    as_, root, mod, eve, topic, other, start, staff_board
):
    hidden = start(root, staff_board, title="Secret boats")
    address = f"{other.get_absolute_url()}reply/"
    merge(root, [other], hidden)
    answer = as_(eve).post(address, sent(topic))
    assert answer.status_code == 404
    assert TEXT in answer.text
    assert "Secret boats" not in answer.text
    third = start(eve, topic.board, title="A third")
    merge(root, [third], topic)
    topic.lock(mod)
    answer = as_(eve).post(f"{third.get_absolute_url()}reply/", sent(topic))
    assert answer.status_code == 409
    assert TEXT in answer.text
    assert not Post.objects.filter(source=TEXT).exists()


def test_merged_between_the_page_and_the_lock_the_box_is_that_of_the_other_topic(
    as_, mod, eve, topic, other, monkeypatch
):
    address = f"{other.get_absolute_url()}reply/"
    stale = type(other).objects.select_related("board").get(pk=other.pk)
    merge(mod, [other], topic)
    answers = iter([stale])
    look_up = views.topic_for_reply
    monkeypatch.setattr(views, "topic_for_reply", lambda *asked: next(answers, None) or look_up(*asked))
    answer = as_(eve).post(address, sent(topic))
    assert answer.status_code == 409
    assert "merged the topic into this one" in answer.text
    assert TEXT in answer.text
    assert topic.title in answer.text


def test_a_visitor_who_signs_in_to_reply_is_led_to_the_other_topic(as_, mod, topic, other):
    address = f"{other.get_absolute_url()}reply/"
    merge(mod, [other], topic)
    answer = as_().post(address, sent(topic))
    assert answer.status_code == 303
    assert topic.slug in answer["Location"]
