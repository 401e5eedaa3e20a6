"""Drafts under requests at one moment: one tab wins each time, and what is posted leaves no draft behind."""

import uuid
from functools import partial

import pytest

from forum.drafts import saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content, Outdated, Posted
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, TABS = 6, 4


def test_of_tabs_that_save_at_once_one_wins_and_the_others_are_told(ben, topic):
    place = f"topic:{topic.pk}"
    for known in range(ROUNDS):
        outcomes = at_once(
            [
                partial(saving.save, ben, place, Content(f"Round {known}, tab {tab}"), known=known)
                for tab in range(TABS)
            ]
        )
        won = [outcome for outcome in outcomes if isinstance(outcome, Draft)]
        assert len(won) == 1 and len(failures(outcomes)) == TABS - 1
        assert {type(error) for error in failures(outcomes)} == {Outdated}
        draft = Draft.objects.get()
        assert (draft.sequence, draft.body) == (known + 1, won[0].body)
        assert all(error.draft.body == draft.body for error in failures(outcomes))


def test_a_save_at_the_moment_of_its_own_post_leaves_no_draft(ben, topics):
    for topic in topics(ROUNDS):
        place, key, text = f"topic:{topic.pk}", uuid.uuid4().hex, render_text("As it is posted.")
        saving.save(ben, place, Content("As it is"), known=0)
        lets_go = partial(saving.let_go, ben, place, known=2, source=text.source)
        submission = Submission(ben, text, key, follow=False, is_repeat_meant=True, when_stored=lets_go)
        outcomes = at_once(
            [
                partial(publishing.reply, topic, submission),
                partial(saving.save, ben, place, Content("As it is po"), known=1, key=key),
            ]
        )
        assert isinstance(outcomes[0], Post)
        assert isinstance(outcomes[1], Draft | Posted)
        assert not Draft.objects.written().exists()
