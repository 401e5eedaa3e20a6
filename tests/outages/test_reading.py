"""Reading does not fail because something cannot be written. What reading leaves behind is written later."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import last_seen
from forum.database import deferred_writes
from forum.database.deferred_writes import WriteBuffer
from forum.follows import following
from forum.follows.following import VISITS
from forum.follows.models import Follow
from forum.jobs.running import run_due
from forum.member_records.networks import NETWORKS
from forum.notifications.models import Notification
from forum.topics import read_marks
from forum.topics.models import ReadMark
from forum.topics.view_counts import VIEWS
from forum.traffic.counting import TRAFFIC
from tests.plumbing.outages import only_readable, write_lock

pytestmark = pytest.mark.django_db(transaction=True)


def written() -> None:
    """Wait until the thread has nothing left to do."""
    while (thread := deferred_writes._thread) is not None:
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def later(monkeypatch):
    """Bookkeeping as it is in life, by a thread of its own, but one that ends as soon as all is written."""
    monkeypatch.setattr(deferred_writes, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(deferred_writes, "writes_at_once", False)
    for slow in (VIEWS, TRAFFIC, last_seen.LAST_SEEN, NETWORKS):
        monkeypatch.setattr(slow, "pause", 0.05)
    VIEWS.forget()
    TRAFFIC.forget()
    yield
    written()
    VIEWS.forget()
    TRAFFIC.forget()


@pytest.fixture
def unread(ben, ada, topic, say):
    """Ben follows the topic and has an unread notification of it."""
    following.follow(ben, topic)
    say(ada, topic, "News.")
    while run_due():
        pass
    Follow.objects.update(seen_at=None)
    return topic


def left_behind(member, topic):
    topic.refresh_from_db()
    return (
        ReadMark.objects.filter(member=member, topic=topic).values_list("number", flat=True).first(),
        Notification.objects.filter(member=member, read_at=None).count(),
        Follow.objects.filter(seen_at=None).count(),
        topic.view_count,
    )


def test_what_was_read_is_written_a_moment_later(later, as_, ben, unread):
    assert as_(ben).get(unread.get_absolute_url()).status_code == 200
    written()
    assert left_behind(ben, unread) == (2, 0, 0, 1)


def test_the_next_page_of_the_same_reader_knows_already(later, as_, ben, unread):
    browser = as_(ben)
    with write_lock():
        browser.get(unread.get_absolute_url())
        assert read_marks.last_read_number(ben, unread) == 2
        assert browser.get("/notifications/count/").json()["unread"] == 0
        last = unread.posts.get(number=2)
        assert browser.get(f"{unread.get_absolute_url()}unread/").url.endswith(f"#post-{last.pk}")
    written()
    assert left_behind(ben, unread)[0] == 2


def test_a_lock_held_by_another_keeps_no_reader_waiting_and_loses_nothing(later, as_, ben, unread):
    browser = as_(ben)
    with write_lock():
        with CaptureQueriesContext(connection) as queries:
            for _visit in range(3):
                assert browser.get(unread.get_absolute_url()).status_code == 200
        assert [query["sql"] for query in queries if not query["sql"].lstrip("(").startswith("SELECT")] == []
        deferred_writes.write_all()
        assert left_behind(ben, unread) == (None, 1, 1, 0)
    written()
    assert left_behind(ben, unread) == (2, 0, 0, 3)


def test_what_rings_again_before_it_is_written_rings_on(later, as_, ada, ben, unread, say):
    browser = as_(ben)
    with write_lock():
        browser.get(unread.get_absolute_url())
        deferred_writes.write_all()
    # The thread may be first, which is as right: then a new notification rings.
    say(ada, unread, "More news.")
    while run_due():
        pass
    written()
    assert Notification.objects.filter(member=ben, read_at=None).count() == 1


def test_what_was_deleted_meanwhile_takes_nothing_else_with_it(later, as_, ada, ben, board, start, unread):
    gone = start(ada, board, title="Soon gone")
    browser = as_(ben)
    with write_lock():
        browser.get(gone.get_absolute_url())
        browser.get(unread.get_absolute_url())
        deferred_writes.write_all()
    read_marks.MARKS.note((ben.pk, 10**9), ((1, ben.date_joined),))
    written()
    assert left_behind(ben, unread)[0] == 2
    assert not ReadMark.objects.filter(topic_id=10**9).exists()


def test_a_reader_who_has_left_leaves_no_mark_behind(later, ben, unread):
    ben.closed_at = ben.date_joined
    ben.save(update_fields=["closed_at"])
    read_marks.mark_read_later(ben, unread, 2)
    written()
    assert not ReadMark.objects.exists()


def test_marks_and_looks_never_go_back_in_whatever_order_they_are_written(later, ben, unread):
    now = timezone.now()
    follow = Follow.objects.get(member=ben, topic=unread)
    for number, moment in ((2, now), (1, now - timedelta(minutes=1))):
        read_marks.MARKS.note((ben.pk, unread.pk), ((number, moment),))
        VISITS.note(follow.pk, moment)
        deferred_writes.write_all()
        written()
    follow.refresh_from_db()
    assert follow.seen_at == now
    assert read_marks.last_read_number(ben, unread) == 2


def test_memory_is_bounded_while_nothing_can_be_written(later, monkeypatch):
    monkeypatch.setattr(deferred_writes, "MAX_WAITING", 3)
    taken: dict[int, int] = {}

    def write(notes):
        Session.objects.filter(pk="nobody's").delete()
        taken.update(notes)

    buffer = WriteBuffer("numbers", write, pause=0.05)
    try:
        with write_lock():
            for key in range(10):
                buffer.note(key, 1)
            buffer.note(2, 7)
            buffer.write_now()
            assert buffer.unwritten_value(2) == 7
            assert buffer.unwritten_value(3) is None
        written()
        assert taken == {0: 1, 1: 1, 2: 7}
    finally:
        deferred_writes._buffers.remove(buffer)


def test_a_fault_of_ours_is_logged_and_does_not_come_again(later, caplog):
    def broken(notes):
        raise ZeroDivisionError

    buffer = WriteBuffer("broken", broken, pause=0.01)
    try:
        buffer.note(1, 1)
        written()
        assert buffer.unwritten_value(1) is None
        assert "ZeroDivisionError" in caplog.text
    finally:
        deferred_writes._buffers.remove(buffer)


def test_a_database_that_can_only_be_read_is_read(answered, ben, unread):
    browser = answered(ben)
    with only_readable():
        for address in (
            unread.get_absolute_url(),
            "/",
            "/notifications/",
            "/following/",
            "/latest/",
            "/settings/",
        ):
            assert browser.get(address).status_code == 200, address
        assert answered().get(unread.get_absolute_url()).status_code == 200


def test_a_session_that_has_ended_is_ended_though_it_cannot_be_deleted(answered, ben, topic):
    browser = answered(ben)
    cookie = browser.cookies.output(header="")
    ben.set_password("another-long-phrase-9")
    ben.save()
    for outage in (only_readable, write_lock):
        browser.cookies.load(cookie)
        with outage():
            answer = browser.get(topic.get_absolute_url())
            assert answer.status_code == 200
            assert not answer.wsgi_request.user.is_authenticated
    assert Session.objects.exists()
    # What was answered with "signed out" has no cookie any more; another tab's request may still have one.
    browser.cookies.load(cookie)
    browser.get(topic.get_absolute_url())
    assert not Session.objects.exists()


def test_the_list_of_sessions_is_shown_though_those_that_ended_cannot_be_forgotten(answered, ben):
    here = answered(ben)
    here.get("/")
    UserSession.objects.create(user=ben, session_key="ended", ip="192.0.2.1", user_agent="x")
    with only_readable():
        answer = here.get("/accounts/sessions/")
        assert answer.status_code == 200
        assert "192.0.2.1" not in answer.text
    here.get("/accounts/sessions/")
    assert not UserSession.objects.filter(session_key="ended").exists()
