"""The command itself, killed without warning in the middle of its work, beside people who edit."""

import pytest

from forum import markup
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from tests.plumbing.commands import PATIENCE, kill_when, start_command
from tests.rerendering.conftest import OLD


def done():
    return Post.objects.filter(markup_version=markup.VERSION).count()


def kill_after(posts):
    """Kill the command as soon as so many posts are done; False if it ended before."""
    return kill_when(start_command("rerender"), lambda: done() >= posts)


@pytest.mark.django_db(transaction=True)
def test_a_command_killed_at_any_moment_goes_on_where_it_stopped(ada, long_topic):
    topic = long_topic(600)
    source = "Some *words* with `code` in them.\n\n" * 10
    Post.objects.update(source=source, html=OLD, markup_version=1)
    edited = topic.posts.get(number=600)
    kills = [kill_after(posts) for posts in (1, 250)]
    assert any(kills), "it was over before it could be killed once"
    assert 0 < done() < 600
    for post in Post.objects.all():
        assert (post.html == OLD) == (post.markup_version == 1), "each row is whole"
    before = done()
    revise(edited.author, edited, render_text("The last word."), base=1)
    finished = start_command("rerender")
    said, _ = finished.communicate(timeout=PATIENCE)
    assert finished.returncode == 0, said
    assert f"{599 - before + 1} texts rendered again" in said, "the edited post’s earlier text is one"
    assert done() == 600
    assert Post.objects.filter(html=OLD).count() == 0
    assert Post.objects.get(pk=edited.pk).text == "The last word."
