"""Opening a page changes something only where somebody sees it: no picture, frame or page in advance reads for them."""

import pytest

from forum.follows import following
from forum.follows.models import Follow
from forum.jobs.running import run_due
from forum.notifications.models import Notification
from forum.notifications.notifying import notify_of_security_change
from forum.topics.models import ReadMark
from forum.topics.view_counts import VIEWS

pytestmark = pytest.mark.django_db

SAME = {"Sec-Fetch-Site": "same-origin"}
PAGE = SAME | {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"}
UNSEEN = {
    "picture": SAME | {"Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"},
    "frame": SAME | {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"},
    "embedded": SAME | {"Sec-Fetch-Dest": "embed", "Sec-Fetch-Mode": "navigate"},
    "script": SAME | {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
    "script that says half": {"Sec-Fetch-Mode": "no-cors"},
    "style": {"Sec-Fetch-Dest": "style"},
    "prefetch": PAGE | {"Sec-Purpose": "prefetch"},
    "prerender": PAGE | {"Sec-Purpose": "prefetch;prerender"},
    "a purpose yet unknown": PAGE | {"Sec-Purpose": "something"},
    "old prefetch": {"Purpose": "prefetch"},
    "older prefetch": {"X-Moz": "prefetch"},
    "preview": {"X-Purpose": "preview"},
}
SEEN = {"a browser's page": PAGE, "plain http": {}, "from a mail": PAGE | {"Sec-Fetch-Site": "none"}}


@pytest.fixture
def waits_for_ben(ben, ada, topic, say):
    """An unread topic that Ben follows, with its notification, and a notification of his own."""
    following.follow(ben, topic)
    say(ada, topic, "News.")
    while run_due():
        pass
    notify_of_security_change(ben, "password_changed")
    Follow.objects.update(seen_at=None)
    VIEWS.forget()
    return Notification.objects.get(kind="security")


def everything(topic):
    """What looking could change: read marks, unread notifications, whether Ben looked in, views."""
    VIEWS.write_now()
    topic.refresh_from_db()
    return (
        ReadMark.objects.count(),
        Notification.objects.filter(read_at=None).count(),
        Follow.objects.filter(seen_at=None).count(),
        topic.view_count,
    )


@pytest.mark.parametrize("loads", UNSEEN)
def test_what_nobody_sees_reads_nothing(loads, as_, ben, topic, waits_for_ben):
    before = everything(topic)
    for address in (topic.get_absolute_url(), f"/notifications/{waits_for_ben.pk}/"):
        assert as_(ben).get(address, headers=UNSEEN[loads]).status_code in (200, 302)
    as_().get(topic.get_absolute_url(), headers=UNSEEN[loads])
    assert everything(topic) == before


@pytest.mark.parametrize("loads", SEEN)
def test_a_page_that_is_seen_is_read(loads, as_, ben, topic, waits_for_ben):
    as_(ben).get(topic.get_absolute_url(), headers=SEEN[loads])
    as_(ben).get(f"/notifications/{waits_for_ben.pk}/", headers=SEEN[loads])
    as_().get(topic.get_absolute_url(), headers=SEEN[loads])
    assert everything(topic) == (1, 0, 0, 2)


def test_asking_for_the_head_alone_reads_nothing(as_, ben, topic, waits_for_ben):
    before = everything(topic)
    for address in (topic.get_absolute_url(), f"/notifications/{waits_for_ben.pk}/"):
        as_(ben).head(address, headers=PAGE)
    assert everything(topic) == before


@pytest.mark.parametrize("loads", UNSEEN)
def test_a_followed_board_tag_or_member_is_not_looked_in_on_unseen(loads, as_, ben, ada, board):
    for thing in (board, ada):
        following.follow(ben, thing)
    Follow.objects.update(seen_at=None)
    for address in (board.get_absolute_url(), f"/u/{ada.username}/"):
        as_(ben).get(address, headers=UNSEEN[loads])
    assert Follow.objects.filter(seen_at=None).count() == 2
