"""What a board holds for approval, and what its author sees of it meanwhile."""

import uuid

import pytest

from forum.drafts.models import Draft
from forum.posts.approving import approve
from forum.posts.models import PendingPost
from forum.topics.models import Tag, Topic
from tests.conftest import join


def send_reply(browser, topic, body="I agree.", **more):
    sent = {"body": body, "key": uuid.uuid4().hex, "board": topic.board_id, **more}
    return browser.post(f"{topic.get_absolute_url()}reply/", sent)


def send_topic(browser, board, title="Of boats", body="Which **boat**?", **more):
    sent = {"title": title, "body": body, "key": uuid.uuid4().hex, **more}
    return browser.post(f"/b/{board.slug}/new/", sent)


def sets(board, **settings):
    type(board).objects.filter(pk=board.pk).update(**settings)
    board.refresh_from_db()


@pytest.fixture
def held(as_, ben, topic, board):
    """Ben's reply, which waits."""
    sets(board, approves_replies=True)
    send_reply(as_(ben), topic, "I **agree**.", reply_to=topic.posts.get().pk)
    return PendingPost.objects.get()


def test_where_replies_wait_topics_do_not(as_, ben, topic, board, held):
    assert (held.place, held.reason) == (topic, "Replies on this board wait for approval.")
    assert send_topic(as_(ben), board).status_code == 303
    assert Topic.objects.filter(author=ben).exists()


def test_where_topics_wait_replies_do_not(as_, ben, topic, board):
    sets(board, approves_topics=True)
    send_topic(as_(ben), board)
    send_reply(as_(ben), topic)
    assert [pending.place for pending in PendingPost.objects.all()] == [board]
    assert topic.posts.filter(author=ben).exists()


def test_first_posts_wait_until_so_many_were_accepted(as_, ben, mod, topic, board):
    sets(board, approves_first_posts=1)
    send_reply(as_(ben), topic, "One.")
    send_topic(as_(ben), board)
    assert PendingPost.objects.count() == 2
    approve(mod, PendingPost.objects.get(topic=topic))
    send_reply(as_(ben), topic, "Three.")
    assert topic.posts.filter(source="Three.").exists()
    assert PendingPost.objects.count() == 1


def test_nobody_waits_on_a_board_that_says_nothing(as_, ben, topic):
    send_reply(as_(ben), topic)
    assert not PendingPost.objects.exists()


def test_moderators_and_who_skips_approval_never_wait(as_, ben, mod, topic, board):
    sets(board, approves_topics=True, approves_replies=True, approves_first_posts=5)
    board.grants.filter(audience="members").update(verbs=["see", "start", "reply", "skip_approval"])
    for author in (ben, mod):
        send_reply(as_(author), topic)
        send_topic(as_(author), board, title=f"By {author}")
    assert not PendingPost.objects.exists()


def test_its_author_alone_sees_it_where_it_will_be(as_, ben, ada, topic, held):
    address = topic.get_absolute_url()
    page = as_(ben).get(address).text
    assert "Waiting for approval" in page
    assert "I <strong>agree</strong>." in page
    for reader in (ada, None):
        assert "agree" not in as_(reader).get(address).text


def test_it_stands_after_the_last_post(as_, eve, long_topic, board):
    sets(board, approves_replies=True)
    topic, browser = long_topic(45), as_(eve)
    answer = send_reply(browser, topic)
    assert answer.url == f"{topic.get_absolute_url()}?page=3#waiting-{PendingPost.objects.get().pk}"
    assert "Waiting for approval" in browser.get(f"{topic.get_absolute_url()}?page=3").text
    assert "Waiting for approval" not in browser.get(topic.get_absolute_url()).text


def test_a_topic_waits_on_its_board_and_among_the_drafts(as_, ben, ada, board):
    sets(board, approves_topics=True)
    send_topic(as_(ben), board)
    for address in (board.get_absolute_url(), "/drafts/"):
        page = as_(ben).get(address).text
        assert "Of boats" in page and "Which <strong>boat</strong>?" in page
        assert "Of boats" not in as_(ada).get(address).text


@pytest.mark.parametrize("waits", [True, False])
def test_the_forms_say_beforehand_that_a_text_will_wait(waits, as_, ben, mod, topic, board):
    sets(board, approves_topics=waits, approves_replies=waits)
    for address in (topic.get_absolute_url(), f"/b/{board.slug}/new/"):
        said = "Others see what you write here once a moderator has approved it."
        assert (said in as_(ben).get(address).text) is waits
        assert said not in as_(mod).get(address).text


def test_a_withdrawn_reply_is_a_draft_again(as_, ben, topic, held):
    browser = as_(ben)
    answer = browser.post(f"/waiting/{held.pk}/withdraw/", {"next": topic.get_absolute_url()})
    assert (answer.status_code, answer.url) == (303, topic.get_absolute_url())
    assert not PendingPost.objects.exists()
    page = browser.get(answer.url).text
    assert "Withdrawn. Your text is a draft again." in page
    assert "I **agree**.</textarea>" in page
    assert f'name="reply_to" value="{held.reply_to_id}"' in page


def test_a_withdrawn_topic_keeps_its_title_tags_and_poll(as_, ben, board):
    sets(board, approves_topics=True)
    Tag.objects.create(name="Boats", slug="boats")
    browser = as_(ben)
    poll = {"poll_question": "Which?", "poll_option": ["Red", "Blue"], "poll_ends_at": "2090-05-01T12:00"}
    assert send_topic(browser, board, tags=["boats"], **poll).status_code == 303
    browser.post(f"/waiting/{PendingPost.objects.get().pk}/withdraw/")
    page = browser.get(f"/b/{board.slug}/new/").text
    for kept in ('value="Of boats"', "Which **boat**?", 'value="Red"', 'value="Blue"', "2090-05-01T12:00"):
        assert kept in page
    assert Draft.objects.get().fields["tags"] == ["boats"]


def test_what_is_withdrawn_comes_behind_a_draft_that_is_there(as_, ben, topic, held):
    Draft.objects.create(member=ben, place=f"topic:{topic.pk}", body="And then?", sequence=3)
    as_(ben).post(f"/waiting/{held.pk}/withdraw/")
    assert Draft.objects.get(member=ben).body == "And then?\n\nI **agree**."


def test_what_is_not_ones_own_is_not_withdrawn(as_, ada, ben, mod, topic, held):
    for member in (ada, mod):
        answer = as_(member).post(f"/waiting/{held.pk}/withdraw/", follow=True)
        assert "This text isn’t waiting any more." in answer.text
    assert as_().post(f"/waiting/{held.pk}/withdraw/").status_code == 302
    assert PendingPost.objects.exists()


def test_what_was_approved_meanwhile_is_not_withdrawn(as_, ben, mod, topic, held):
    post = approve(mod, held)
    answer = as_(ben).post(f"/waiting/{held.pk}/withdraw/", follow=True)
    assert "This text isn’t waiting any more." in answer.text
    assert topic.posts.filter(pk=post.pk).exists()
    assert not Draft.objects.exists()


def test_where_its_author_sees_nothing_any_more_it_can_be_withdrawn_all_the_same(as_, ben, board, held):
    board.grants.all().delete()
    page = as_(ben).get("/drafts/").text
    assert "I <strong>agree</strong>." in page
    assert board.name not in page
    as_(ben).post(f"/waiting/{held.pk}/withdraw/")
    assert not PendingPost.objects.exists()


def test_what_others_wait_with_costs_a_reader_nothing(as_, ben, eve, topic, held):
    other = join("pat")
    PendingPost.objects.create(author=other, topic=topic, source="Hidden words", key="p")
    assert "Hidden words" not in as_(ben).get(topic.get_absolute_url()).text
    assert "Hidden words" not in as_(eve).get(topic.get_absolute_url()).text
