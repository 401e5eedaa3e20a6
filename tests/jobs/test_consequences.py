"""What is registered for jobs: nothing is enqueued in vain, and doing it twice is doing it once."""

import re

import pytest
from django.conf import settings

from forum.jobs import handlers
from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.topics.models import Topic

ENQUEUED = re.compile(r"\benqueue\(\s*\"([a-z.]+)\"")


def test_every_job_that_is_enqueued_has_consequences():
    sources = [path.read_text() for path in (settings.BASE_DIR / "forum").rglob("*.py")]
    enqueued = {name for source in sources for name in ENQUEUED.findall(source)}
    assert "post.published" in enqueued
    assert enqueued <= set(handlers.FOR_JOBS)


@pytest.mark.django_db
def test_consequences_that_run_twice_and_late_change_nothing(ben, topic, say, board):
    say(ben, topic)
    run_due()
    Topic.objects.filter(pk=topic.pk).update(post_count=7)
    for _again in range(2):
        Job.objects.update(state=Job.State.WAITING)
        assert run_due() == 2
        board.refresh_from_db()
        assert (board.topic_count, board.post_count) == (1, 7)
