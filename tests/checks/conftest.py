import pytest
from django.core.management import call_command
from django.db import connection

from forum.checks.invariants import check_invariants
from forum.follows.following import follow
from forum.posts.post_text import render_text
from forum.posts.removing import remove
from forum.posts.revising import revise
from forum.topics.models import Tag

collect_ignore = [] if connection.vendor == "postgresql" else ["test_postgresql.py"]


@pytest.fixture
def faults():
    """faults() → {code: examples} of all that is wrong."""

    def look():
        return {fault.code: fault.examples for verdict in check_invariants() for fault in verdict.faults}

    return look


@pytest.fixture
def talk(ada, ben, nia, topic, say):
    """A topic with a post, one that was edited and one that was removed; all totals are counted.

    Two follow the topic, one its board, its tag and its author.
    """
    edited, removed = say(ben, topic, "Like thsi."), say(ben, topic, "Forget it.")
    revise(ben, edited, render_text("Like this."), base=1)
    remove(ben, removed)
    follow(ada, topic)
    follow(nia, topic)
    tag = Tag.objects.create(name="Bicycles", slug="bicycles")
    topic.tags.add(tag)
    for thing in (topic.board, tag, ada):
        follow(nia, thing)
    call_command("worker", once=True)
    topic.refresh_from_db()
    return topic
