"""An edit and a silence at one moment: the edit was first, or it is refused; nothing slips in behind the silence."""

import pytest
from django.contrib.auth import get_user_model

from forum.moderation import silence_acts
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.refusals import Refusal
from tests.races.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def fresh(member):
    return get_user_model().objects.get(pk=member.pk)


def test_an_edit_against_a_silence(ada, ben, root, topic, say):
    post = say(ben, topic, "How it began.")
    say(ada, topic, "An answer, from which on an edit says when it was.")
    for number in range(ROUNDS):
        before = Post.objects.get(pk=post.pk)
        text = render_text(f"Words of round {number}.")
        member = fresh(ben)
        edit, silence = at_once(
            [
                lambda m=member, t=text, b=before: revise(m, b, t, base=b.revision),
                lambda: silence_acts.silence(fresh(root), fresh(ben), "Shouting"),
            ]
        )
        assert silence is True
        assert isinstance(edit, Post | Refusal), edit
        after = Post.objects.get(pk=post.pk)
        assert (after.revision > before.revision) is isinstance(edit, Post)
        if isinstance(edit, Post):
            entry = LogEntry.objects.filter(act="silence").latest("pk")
            assert after.edited_at <= entry.created_at
        else:
            assert after.source == before.source
        # Once it is there, no edit comes after it, whatever the author's page knew.
        with pytest.raises(Refusal):
            revise(member, after, render_text("Behind the silence."), base=after.revision)
        silence_acts.lift_silence(root, fresh(ben), "")
