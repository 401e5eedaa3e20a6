"""Rendering again beside people who post and edit: they win, and every topic stays whole."""

from functools import partial

import pytest

from forum import markup
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.rerendering.rendering import Rerendering
from tests.plumbing.rendering import rendered_here
from tests.races.racing import at_once, failures
from tests.rerendering.conftest import OLD

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_and_many_editors_and_authors_get_out_of_each_others_way(root, topics, say, monkeypatch):
    monkeypatch.setattr(markup, "render_many", rendered_here)
    talks = topics(12)
    for talk in talks:
        for _reply in range(4):
            say(root, talk, "Some *words*.")
    posts = list(Post.objects.order_by("pk"))
    Post.objects.update(html=OLD, markup_version=1)

    def edit(first):
        for number, post in enumerate(posts[first::8]):
            revise(root, post, render_text(f"Edited, {number}."), base=1)

    def write(first):
        for talk in talks[first::2]:
            say(root, talk, "One more.")

    def run():
        work = Rerendering()
        return list(work.run())

    edits = [partial(edit, first) for first in (0, 3)]
    outcomes = at_once([run, run, *edits, partial(write, 0), partial(write, 1)])
    assert failures(outcomes) == []
    edited = {post.pk for first in (0, 3) for post in posts[first::8]}
    for post in Post.objects.all():
        expected = "Edited" if post.pk in edited else ("Some", "One", "How")
        assert post.text.startswith(expected)
        assert post.html != OLD
        assert post.markup_version == markup.VERSION
        assert (post.revision > 1) == (post.pk in edited)
