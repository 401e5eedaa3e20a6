"""When there is more to do than can be done, members go first, and visitors who read are asked to come again."""

import threading
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone

from forum.serving import request_priority, thread_pool
from forum.serving.thread_pool import Threads
from tests.serving.launching import wait_until
from tests.serving.wire import exchange


def reading(path="/", cookie=None):
    headers = [("cookie", cookie)] if cookie else []
    return exchange(*headers, method="GET", path=path)


def refused(one):
    return [answer[0] for answer in one.proto.answers] == [503]


@pytest.fixture
def full(monkeypatch):
    """Threads of which one may be a visitor's, and is busy until `let_go` is set; one more visitor may wait."""
    monkeypatch.setattr(thread_pool, "VISITORS_RUNNING", 1)
    monkeypatch.setattr(thread_pool, "VISITORS_WAITING", 1)
    let_go, answered = threading.Event(), []

    def respond(one):
        if one.path == "/":
            let_go.wait(60)
        answered.append(one)
        one.answer(200, [], b"")

    pool = Threads(respond)
    pool.let_go, pool.answered = let_go, answered
    first = threading.Thread(target=pool.run_here, args=(reading(),), daemon=True)
    first.start()
    assert wait_until(lambda: pool.visitors_running == 1)
    yield pool
    let_go.set()
    first.join(60)


def test_visitors_beyond_those_who_can_wait_are_refused_at_once(full):
    waiting, beyond = reading("/latest/"), reading("/latest/")
    full.run_here(waiting)
    full.run_here(beyond)
    assert waiting.proto.answers == []
    assert refused(beyond)
    assert dict(beyond.proto.answers[0][1])["retry-after"]


def test_a_visitor_who_waits_gets_the_page_when_there_is_time(full):
    waiting = reading("/latest/")
    full.run_here(waiting)
    full.let_go.set()
    assert wait_until(lambda: waiting in full.answered)


def test_a_visitor_who_has_waited_long_is_refused(full, monkeypatch):
    waiting = reading("/latest/")
    full.run_here(waiting)
    monkeypatch.setattr(thread_pool, "VISITORS_WAIT_SECONDS", -1)
    full.refuse_overdue()
    assert refused(waiting)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/key/1-x/",
        "/accounts/2fa/authenticate/",
        "/accounts/2fa/webauthn/login/",
        "/accounts/confirm-email/x/",
        "/accounts/address-back/x/",
        "/invitations/x/",
        "/mail/stop/x/",
        "/mail/confirm/x/",
        "/static/css/base.css",
    ],
)
def test_the_ways_in_and_out_are_refused_to_nobody(full, path):
    for _time in range(3):
        one = reading(path)
        full.run_here(one)
        assert one in full.answered


@pytest.mark.parametrize("path", ["/t/1-accounts/login/", "//accounts/login/", "/latest/?/accounts/"])
def test_what_only_looks_like_a_way_in_is_no_way_in(full, path):
    full.run_here(reading("/latest/"))
    one = reading(path)
    full.run_here(one)
    assert refused(one)


def test_whoever_sends_something_is_not_refused(full):
    sent = exchange(path="/t/1-x/reply/")
    full.run_elsewhere(sent)
    assert wait_until(lambda: sent in full.answered)


def test_a_page_asked_for_with_a_body_goes_no_sooner_than_without(full):
    """No browser does that; whoever does would pass all other visitors, and with a false cookie, too."""
    full.run_here(reading("/latest/"))
    one = exchange(("cookie", f"session={'0' * 32}"), method="GET", path="/latest/")
    full.run_elsewhere(one)
    assert refused(one)


def test_a_visitors_page_asked_for_with_a_body_is_made_when_it_is_its_turn(full):
    one = exchange(method="GET", path="/latest/")
    full.run_elsewhere(one)
    assert one.proto.answers == []
    full.let_go.set()
    assert wait_until(lambda: one in full.answered)
    assert wait_until(lambda: (full.running, full.own_running, full.visitors_running) == (0, 0, 0))


def saved_session(**content):
    session = SessionStore()
    session.update(content)
    session.save()
    return session


def test_a_session_that_is_there_goes_first_and_a_false_one_does_not(full, db):
    member = reading("/latest/", f"csrf=x; session={saved_session(x=1).session_key}")
    full.run_here(member)
    assert member in full.answered
    full.run_here(reading("/latest/"))
    for false in ("0" * 32, "", "x" * 500):
        one = reading("/latest/", f"session={false}")
        full.run_here(one)
        assert refused(one), false


def test_a_false_session_is_looked_for_as_soon_as_anybody_has_to_wait(db):
    let_go = threading.Event()
    pool = Threads(lambda one: let_go.wait(60) if one.path == "/" else one.answer(200, [], b""))
    first = threading.Thread(
        target=pool.run_here, args=(reading(cookie=f"session={saved_session().session_key}"),)
    )
    first.start()
    assert wait_until(lambda: pool.running == 1)
    false = reading("/latest/", f"session={'0' * 32}")
    pool.run_here(false)
    assert false.only_reads
    member = reading("/latest/", f"session={saved_session().session_key}")
    pool.run_here(member)
    assert not member.only_reads
    let_go.set()
    first.join(60)


def test_a_visitor_whose_text_is_kept_goes_first_until_that_has_expired(full, db, client, topic):
    kept = client.post(f"{topic.get_absolute_url()}reply/", {"body": "My words", "key": "x"})
    assert kept.status_code == 303
    key = client.cookies["session"].value
    full.run_here(reading("/latest/"))
    one = reading("/latest/", f"session={key}")
    full.run_here(one)
    assert one in full.answered
    Session.objects.filter(session_key=key).update(expire_date=timezone.now())
    full.sessions.found.clear()
    late = reading("/latest/", f"session={key}")
    full.run_here(late)
    assert refused(late)


def test_a_flood_of_false_sessions_makes_no_members_be_asked_for_again(
    full, db, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(request_priority, "MOST", 3)
    cookie = f"session={saved_session().session_key}"
    full.run_here(reading("/latest/", cookie))
    full.run_here(reading("/latest/"))
    for number in range(10):
        full.run_here(reading("/latest/", f"session={number:032}"))
    assert len(full.sessions.missed) <= 3
    with django_assert_num_queries(0):
        again = reading("/latest/", cookie)
        full.run_here(again)
    assert again in full.answered


def test_those_who_wait_are_looked_for_together(full, db, django_assert_num_queries):
    full.run_here(reading("/latest/"))
    member = reading("/latest/", f"session={saved_session().session_key}")
    for number in range(5):
        full.sessions.want(f"{number:032}")
    with django_assert_num_queries(1):
        full.run_here(member)
        for number in range(5):
            full.run_here(reading("/latest/", f"session={number:032}"))
    assert member in full.answered
    assert [full.sessions.known(f"{number:032}") for number in range(5)] == [False] * 5


def test_while_the_database_is_away_a_session_is_believed_and_then_looked_for(full, db, monkeypatch):
    tried = []

    def unanswered():
        tried.append(1)
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(full.sessions, "look", unanswered)
        for _time in range(3):
            one = reading("/latest/", f"session={'0' * 32}")
            full.run_here(one)
            assert one in full.answered
    assert len(tried) == 1, "nobody else waits for what does not answer"
    full.run_here(reading("/latest/"))
    full.sessions.away_until = 0.0
    false = reading("/latest/", f"session={'0' * 32}")
    full.run_here(false)
    assert refused(false)


def test_whether_a_session_is_there_is_remembered_for_a_while(full, db, django_assert_num_queries):
    session = saved_session()
    full.run_here(reading("/latest/", f"session={session.session_key}"))
    with django_assert_num_queries(0):
        again = reading("/latest/", f"session={session.session_key}")
        full.run_here(again)
    assert again in full.answered


def test_members_pass_visitors_who_came_before_them(monkeypatch):
    monkeypatch.setattr(thread_pool, "MAX_RUNNING", 0)
    order = []
    pool = Threads(order.append)
    visitor, member = reading("/latest/"), exchange(path="/t/1-x/reply/")
    pool.run_here(visitor)
    pool.run_elsewhere(member)
    pool.work(exchange(path="/first/"))
    assert [one.path for one in order] == ["/first/", "/t/1-x/reply/", "/latest/"]


def test_a_visitor_whose_page_would_come_too_late_is_refused_before_the_wait(full, monkeypatch):
    monkeypatch.setattr(thread_pool, "VISITORS_WAITING", 10)
    full.visitors_pace = thread_pool.VISITORS_WAIT_SECONDS / 4
    rows = [reading("/latest/") for _number in range(3)]
    for one in rows:
        full.run_here(one)
    assert [refused(one) for one in rows] == [False, False, True]


def test_while_nothing_goes_on_visitors_are_refused_at_once_however_quick_it_was_before(full, monkeypatch):
    monkeypatch.setattr(thread_pool, "VISITORS_WAITING", 10)
    full.visitors_pace = 0.001
    rows = [reading("/latest/") for _number in range(3)]
    for one in rows[:2]:
        full.run_here(one)
    full.visitors_wait_since -= thread_pool.VISITORS_WAIT_SECONDS / 2
    full.run_here(rows[2])
    assert [refused(one) for one in rows] == [False, False, True]


@pytest.fixture
def slow():
    """Threads whose requests go on until `let_go` is set; `ask` has visitors ask for so many pages."""
    let_go, begun = threading.Event(), []

    def respond(one):
        begun.append(one.path)
        let_go.wait(60)
        one.answer(200, [], b"")

    def ask(count):
        for number in range(count):
            one = reading(f"/latest/{number}")
            threading.Thread(target=pool.run_here, args=(one,), daemon=True).start()

    pool = Threads(respond)
    pool.let_go, pool.begun, pool.ask = let_go, begun, ask
    yield pool
    let_go.set()
    assert wait_until(lambda: pool.running == 0)


def test_visitors_wait_while_a_members_page_is_made_but_not_for_one_that_takes_long(slow):
    slow.at_once = 1
    slow.run_elsewhere(exchange(path="/t/1-x/reply/"))
    assert wait_until(lambda: slow.begun == ["/t/1-x/reply/"])
    slow.ask(1)
    assert wait_until(lambda: len(slow.visitors_waiting) == 1)
    slow.go_on_beside_long_ones()
    assert slow.visitors_running == 0
    slow.began = dict.fromkeys(slow.began, time.monotonic() - thread_pool.LONG_FOR_VISITORS)
    slow.go_on_beside_long_ones()
    assert slow.visitors_running == 1


def test_however_many_members_come_a_visitor_who_has_waited_long_has_their_page_made(slow):
    slow.at_once = 1
    slow.run_elsewhere(exchange(path="/t/1-x/reply/"))
    assert wait_until(lambda: slow.running == 1)
    slow.ask(2)
    assert wait_until(lambda: len(slow.visitors_waiting) == 2)
    for one in slow.visitors_waiting:
        one.arrived_at -= thread_pool.VISITORS_PATIENCE
    slow.go_on_beside_long_ones()
    assert slow.visitors_running == 1
    assert len(slow.visitors_waiting) == 1


def test_while_a_members_page_is_made_one_visitor_has_theirs_made_and_otherwise_several(slow):
    slow.at_once = 4
    slow.run_elsewhere(exchange(path="/t/1-x/reply/"))
    assert wait_until(lambda: slow.running == 1)
    slow.ask(3)
    assert wait_until(lambda: len(slow.visitors_waiting) == 2)
    assert len(slow.begun) == 2
    slow.let_go.set()
    assert wait_until(lambda: slow.running == 0)
    slow.let_go.clear()
    slow.ask(3)
    assert wait_until(lambda: slow.visitors_running == 3)


def test_visitors_pages_are_made_one_after_the_other_and_beside_one_that_takes_long(slow):
    slow.at_once = 1
    slow.ask(2)
    assert wait_until(lambda: len(slow.visitors_waiting) == 1)
    slow.go_on_beside_long_ones()
    assert slow.visitors_running == 1
    slow.began = dict.fromkeys(slow.began, time.monotonic() - thread_pool.LONG_VISITING)
    slow.go_on_beside_long_ones()
    assert slow.visitors_running == 2
    assert wait_until(lambda: len(slow.begun) == 2)


def test_however_long_they_take_no_more_visitors_have_their_pages_made_than_may(slow):
    slow.at_once = 1
    slow.ask(thread_pool.VISITORS_RUNNING + 2)
    assert wait_until(lambda: len(slow.visitors_waiting) == thread_pool.VISITORS_RUNNING + 1)
    for _time in range(thread_pool.VISITORS_RUNNING + 2):
        slow.began = dict.fromkeys(slow.began, time.monotonic() - thread_pool.LONG_VISITING)
        slow.go_on_beside_long_ones()
    assert slow.visitors_running == thread_pool.VISITORS_RUNNING
