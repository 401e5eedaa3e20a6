"""A spammer, and what she brought."""

import uuid
from types import SimpleNamespace

import pytest

from forum.follows import following
from forum.images import Cut
from forum.jobs.running import run_due
from forum.members import avatars
from forum.posts.models import PendingPost
from forum.posts.post_text import render_text
from forum.reactions import reacting
from tests.attachments.conftest import picture


def finish():
    """Let the worker do all that is due."""
    while run_due():
        pass


@pytest.fixture
def spam(eve, ada, ben, board, topic, start, say):
    """Eve's topic with a reply of ben's, two posts in ada's topic, one that waits, and what else she left."""
    following.follow(ada, topic)
    own = start(eve, board, title="Cheap watches")
    say(ben, own, "No thanks")
    posts = [say(eve, topic, "Buy xylowatches"), say(eve, topic, "Buy more xylowatches")]
    waiting = PendingPost.objects.create(author=eve, topic=topic, source="Buy now", key=uuid.uuid4().hex)
    eve.about, eve.display_name = "Sells [watches](https://watches.example/)", "Watch shop"
    eve.about_html = render_text(eve.about).rendered.html
    eve.save(update_fields=["about", "display_name", "about_html"])
    avatars.set_avatar(eve, picture(), Cut())
    reacting.react(eve, topic.posts.get(number=1), "👍")
    following.follow(eve, topic)
    following.follow(eve, ada)
    finish()
    return SimpleNamespace(own=own, posts=posts, waiting=waiting, avatar=eve.avatar)


@pytest.fixture
def chief(db, django_user_model):
    """The other admin."""
    return django_user_model.objects.create_superuser("chief", "chief@example.org", "a-long-enough-phrase-42")
