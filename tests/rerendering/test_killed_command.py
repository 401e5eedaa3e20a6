"""The command itself, killed without warning in the middle of its work, beside people who edit."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from forum import markup
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from tests.importing.test_killed_command import database_address
from tests.rerendering.conftest import OLD

PATIENCE = 60.0  # seconds


def command(*options):
    return subprocess.Popen(
        [sys.executable, "manage.py", "rerender", *options],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_address()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def done():
    return Post.objects.filter(markup_version=markup.VERSION).count()


def kill_after(posts):
    """Kill the command as soon as so many posts are done; False if it ended before."""
    running = command()
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and done() < posts and time.monotonic() < deadline:
        time.sleep(0.005)
    was_running = running.poll() is None
    if was_running:
        os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    return was_running


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
    finished = command()
    said, _ = finished.communicate(timeout=PATIENCE)
    assert finished.returncode == 0, said
    assert f"{599 - before + 1} texts rendered again" in said, "the edited post’s earlier text is one"
    assert done() == 600
    assert Post.objects.filter(html=OLD).count() == 0
    assert Post.objects.get(pk=edited.pk).text == "The last word."
