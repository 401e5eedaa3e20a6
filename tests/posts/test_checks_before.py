"""What an installed app has to say before something is published, through the pages."""

import uuid

import pytest
from django.contrib.auth.models import Group

from forum.conversations.rules import refuse_when_over
from forum.posts import publishing, reply_checks, writing_limits
from forum.posts.models import PendingPost, Post
from forum.topics.models import Topic
from tests.example_app import posting

REFUSED, HELD = f"Well, {posting.REFUSED}!", f"Well, {posting.HELD}!"


def send_reply(browser, topic, body, **more):
    sent = {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id, **more}
    return browser.post(f"{topic.get_absolute_url()}reply/", sent)


def test_a_check_that_answers_nothing_lets_a_reply_be_posted(as_, ben, topic):
    assert send_reply(as_(ben), topic, "Well.").status_code == 303
    assert topic.posts.filter(author=ben).exists()


def test_a_refused_reply_comes_back_with_the_sentence_and_the_text(as_, ben, topic):
    answer = send_reply(as_(ben), topic, REFUSED)
    assert answer.status_code == 422
    assert f"Mind your words on {topic}." in answer.text
    assert f">\n{REFUSED}</textarea>" in answer.text
    assert not Post.objects.filter(author=ben).exists()


def test_a_refused_topic_comes_back_with_the_sentence_and_the_text(as_, ben, board):
    sent = {"title": f"Oh {posting.REFUSED}", "body": "A fine text.", "key": "k1"}
    answer = as_(ben).post(f"/b/{board.slug}/new/", sent)
    assert answer.status_code == 422
    assert f"Mind your words on {board}." in answer.text
    assert "A fine text." in answer.text
    assert not Topic.objects.exists()


def test_a_held_reply_waits_and_its_author_is_told(as_, ben, topic):
    browser = as_(ben)
    answer = send_reply(browser, topic, HELD)
    pending = PendingPost.objects.get()
    assert (answer.status_code, answer.url) == (303, f"{topic.get_absolute_url()}#waiting-{pending.pk}")
    assert (pending.author, pending.place, pending.source, pending.reason) == (
        ben,
        topic,
        HELD,
        "A mild oath.",
    )
    assert "Your post is waiting for approval." in browser.get(answer.url).text
    topic.refresh_from_db()
    assert (topic.last_number, topic.post_count) == (1, 1)
    assert HELD not in as_().get(topic.get_absolute_url()).text


def test_a_held_topic_is_not_started_and_its_author_is_told(as_, ben, board):
    browser = as_(ben)
    answer = browser.post(f"/b/{board.slug}/new/", {"title": "Oaths", "body": HELD, "key": "k1"})
    waiting = f"{board.get_absolute_url()}#waiting-{PendingPost.objects.get().pk}"
    assert (answer.status_code, answer.url) == (303, waiting)
    assert "Your post is waiting for approval." in browser.get(answer.url).text
    assert (PendingPost.objects.get().place, Topic.objects.count()) == (board, 0)


@pytest.mark.parametrize("key", ["k1", "k2"])
def test_a_held_text_that_is_sent_again_waits_once(key, as_, ben, topic):
    browser = as_(ben)
    send_reply(browser, topic, HELD, key="k1")
    assert send_reply(browser, topic, HELD, key=key).status_code == 303
    assert PendingPost.objects.count() == 1


def test_the_form_of_a_held_text_takes_no_other(as_, ben, topic):
    browser = as_(ben)
    send_reply(browser, topic, HELD, key="k1")
    assert send_reply(browser, topic, f"{HELD} Twice.", key="k1").status_code == 409
    assert PendingPost.objects.get().source == HELD


def test_a_flood_of_held_texts_is_held_back(as_, ben, topic):
    browser = as_(ben)
    answers = [send_reply(browser, topic, f"{HELD} {n}").status_code for n in range(13)]
    assert answers == [303] * 12 + [429]


def test_a_form_that_has_been_posted_is_not_refused_when_it_is_sent_again(as_, ben, topic, monkeypatch):
    browser = as_(ben)
    first = send_reply(browser, topic, "Slowly.", key="k1")

    def refuse(submission, place):
        raise writing_limits.TooFast

    monkeypatch.setattr(publishing, "_checks", [refuse])
    assert send_reply(browser, topic, "Slowly.", key="k1").url == first.url
    assert send_reply(browser, topic, "Slowly.", key="k2").status_code == 429


def test_who_may_not_write_is_refused_before_their_text_is_held(as_, ben, topic):
    topic.board.grants.filter(audience="members").update(verbs=["see"])
    assert send_reply(as_(ben), topic, HELD).status_code == 403
    assert not PendingPost.objects.exists()


def test_a_check_is_registered_once():
    with pytest.raises(ValueError, match="registered already"):
        publishing.check_before(posting.check_words)
    with pytest.raises(ValueError, match="registered already"):
        reply_checks.check_replies(refuse_when_over)


def test_who_skips_approval_or_moderates_never_waits(as_, ada, ben, mod, board, topic):
    club = Group.objects.create(name="Club")
    ada.groups.add(club)
    board.grants.create(audience="group", group=club, verbs=["skip_approval"])
    for author in (ada, ben, mod):
        send_reply(as_(author), topic, HELD)
    assert list(PendingPost.objects.values_list("author__username", flat=True)) == ["ben"]
    assert set(topic.posts.filter(number__gt=1).values_list("author__username", flat=True)) == {"ada", "mod"}
