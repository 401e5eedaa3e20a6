"""What waits for approval becomes a post like any other, once."""

import pytest
from django.core.exceptions import PermissionDenied

from forum.checks.invariants import check_invariants
from forum.jobs.models import Job
from forum.members.closing_accounts import close
from forum.moderation import topic_acts
from forum.posts import publishing
from forum.posts.approving import approve
from forum.posts.models import PendingPost
from forum.posts.post_text import render_text
from forum.posts.publishing import NotAllowedNow, Submission
from forum.topics.models import Tag
from tests.example_app.posting import HELD


@pytest.fixture
def pending(ben, topic):
    submission = Submission(ben, render_text(f"{HELD}!"), "k1", reply_to=topic.posts.get(), follow=True)
    return publishing.reply(topic, submission)


def test_an_approved_reply_gets_the_next_number_and_the_date_of_now(mod, ben, topic, say, pending):
    said_meanwhile = say(ben, topic)
    post = approve(mod, pending)
    assert (post.author, post.number, post.source) == (ben, 3, f"{HELD}!")
    assert post.created_at > said_meanwhile.created_at
    assert post.reply_to == topic.posts.get(number=1)
    topic.refresh_from_db()
    ben.refresh_from_db()
    assert (topic.last_number, topic.post_count, topic.follower_count, ben.post_count) == (3, 3, 1, 2)
    assert Job.objects.filter(name="post.published", payload__post_id=post.pk).count() == 1
    assert not PendingPost.objects.exists()
    assert all(verdict.is_whole for verdict in check_invariants())


def test_an_approved_topic_is_started_with_its_title_and_tags(mod, ben, board):
    tag = Tag.objects.create(name="Oaths", slug="oaths")
    submission = Submission(ben, render_text(f"{HELD}!"), "k1", title="Of oaths", tags=[tag])
    post = approve(mod, publishing.start(board, submission))
    assert (post.topic.title, post.topic.author, post.topic.board, post.is_first) == (
        "Of oaths",
        ben,
        board,
        True,
    )
    assert list(post.topic.tags.all()) == [tag]


def test_approving_twice_is_approving_once(mod, topic, pending):
    assert approve(mod, pending) == approve(mod, pending)
    assert topic.posts.count() == 2


def test_the_form_of_an_approved_text_answers_with_the_post(mod, ben, topic, pending):
    post = approve(mod, pending)
    assert publishing.reply(topic, Submission(ben, render_text(f"{HELD}!"), "k1")) == post


@pytest.mark.parametrize("name", ["eve", "ben"])
def test_who_does_not_moderate_approves_nothing(name, request, topic, pending):
    with pytest.raises(PermissionDenied):
        approve(request.getfixturevalue(name), pending)
    assert PendingPost.objects.exists()


def test_a_moderator_approves_in_a_topic_that_was_locked_meanwhile(mod, topic, pending):
    topic_acts.lock(mod, topic)
    assert approve(mod, pending).number == 2


def test_nothing_is_approved_in_a_removed_topic(mod, topic, pending):
    topic_acts.remove(mod, topic, "Spam")
    with pytest.raises(NotAllowedNow):
        approve(mod, pending)
    assert PendingPost.objects.exists()


def test_what_waits_is_forgotten_with_its_author(mod, root, ben, pending):
    close(ben)
    assert not PendingPost.objects.exists()
    with pytest.raises(NotAllowedNow):
        approve(mod, pending)
