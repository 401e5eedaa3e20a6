import pytest

from forum.follows import following
from forum.follows.models import Level
from forum.jobs.running import run_due
from forum.notifications.models import Notification


@pytest.fixture
def tell():
    """tell() → whatever happened is told at the bell; no mail is sent."""

    def act():
        while run_due():
            pass

    return act


@pytest.fixture
def noticed(ben, eve, topic, say, tell):
    """noticed(eve, 2) → Eve has an unread notification of so many replies by Ben in the topic."""

    def act(member=eve, replies=1):
        following.follow(member, topic, Level.SITE)
        for number in range(replies):
            say(ben, topic, f"Reply {number}")
        tell()
        return Notification.objects.get(member=member, topic=topic, read_at=None)

    return act
