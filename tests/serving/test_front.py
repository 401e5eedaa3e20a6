"""What a request becomes before Django sees it, and what Django's answer becomes on its way out."""

import threading
import time
from http import HTTPStatus

import pytest
from django.db import connection

from forum.serving import thread_pool
from forum.serving.rsgi_app import MAX_BUFFERED, Front, send
from forum.serving.thread_pool import Threads
from forum.serving.wsgi_environ import environ_of
from tests.serving.launching import wait_until
from tests.serving.wire import exchange


def test_a_header_name_with_an_underscore_does_not_reach_django():
    forged = exchange(
        ("x_forwarded_for", "6.6.6.6"),
        ("x-forwarded-for", "5.5.5.5"),
        ("x_forwarded_proto", "https"),
        ("remote_addr", "::1"),
    )
    environ = environ_of(forged)
    assert environ["HTTP_X_FORWARDED_FOR"] == "5.5.5.5"
    assert environ["REMOTE_ADDR"] == "192.0.2.1"
    assert "HTTP_X_FORWARDED_PROTO" not in environ
    assert "HTTP_REMOTE_ADDR" not in environ


def test_repeated_headers_are_read_together():
    environ = environ_of(
        exchange(
            ("cookie", "a=1"),
            ("x-forwarded-for", "1.1.1.1"),
            ("cookie", "b=2"),
            ("x-forwarded-for", "2.2.2.2"),
        )
    )
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"


def test_the_environment_says_where_a_request_came_from_and_to():
    environ = environ_of(
        exchange(client="[2001:db8::7]:4711", server="[::1]:8000", path="/ü", query_string="q=ü")
    )
    assert environ["REMOTE_ADDR"] == "2001:db8::7"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("::1", "8000")
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/Ã¼", "q=Ã¼")


def test_an_ipv4_address_at_a_door_open_to_both_kinds_is_called_by_its_own_name():
    assert environ_of(exchange(client="[::ffff:192.0.2.1]:4711"))["REMOTE_ADDR"] == "192.0.2.1"


def test_a_chunked_body_has_a_length_when_it_reaches_django():
    coming = exchange(("transfer-encoding", "chunked"))
    coming.body.add(b"body=hello")
    environ = environ_of(coming)
    assert environ["CONTENT_LENGTH"] == "10"
    assert environ["wsgi.input"].read() == b"body=hello"
    assert "HTTP_TRANSFER_ENCODING" not in environ


class Pieces:
    def __init__(self, *pieces):
        self.pieces, self.is_closed = pieces, False

    def __iter__(self):
        yield from self.pieces

    def close(self):
        self.is_closed = True


def test_an_answer_in_small_pieces_is_sent_at_once():
    one = exchange()
    send(one, 200, [("a", "b")], Pieces(b"x", b"y"))
    assert one.proto.answers == [(200, [("a", "b")], b"xy")]


def test_a_large_answer_is_streamed_in_order():
    one, large = exchange(), b"x" * (MAX_BUFFERED + 1)
    send(one, 200, [], Pieces(b"a", large, b"b", b"c"))
    assert one.proto.answers == [(200, [])]
    assert one.proto.streamed == [b"a" + large, b"b", b"c"]


@pytest.mark.parametrize("pieces", [(b"x",), (b"x" * (MAX_BUFFERED + 1), b"y")])
def test_what_django_gave_is_closed_whatever_happens(pieces):
    content = Pieces(*pieces)

    def application(environ, start_response):
        start_response("200 OK", [("set-cookie", "a"), ("set-cookie", "b")])
        return content

    one = exchange(method="GET")
    Front(application, 8000, counts_networks=True).receive(one.scope, one.proto)
    assert content.is_closed
    assert one.proto.answers[0][:2] == (200, [("set-cookie", "a"), ("set-cookie", "b")])


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit])
def test_an_application_that_breaks_costs_one_answer_and_no_thread(error, caplog):
    def application(environ, start_response):
        raise error

    front = Front(application, 8000, counts_networks=True)
    for _time in range(2):
        one = exchange(method="GET")
        front.receive(one.scope, one.proto)
        assert one.proto.answers[0][0] == 500
    assert front.threads.running == 0
    assert front.busy == set()


@pytest.fixture
def busy(monkeypatch):
    """Threads that take two at once, both of them busy until `let_go` is set."""
    monkeypatch.setattr(thread_pool, "MAX_RUNNING", 2)
    monkeypatch.setattr(thread_pool, "AT_ONCE", {connection.vendor: 2})
    let_go, answered = threading.Event(), []

    def respond(one):
        let_go.wait(60)
        one.answer(200, [], b"")
        answered.append(one)

    pool = Threads(respond)
    pool.let_go, pool.answered = let_go, answered
    for _number in range(2):
        threading.Thread(target=pool.run_here, args=(exchange(),), daemon=True).start()
    assert wait_until(lambda: pool.running == 2)
    yield pool
    let_go.set()


def test_what_comes_while_all_are_busy_waits_for_its_turn_in_order(busy):
    first, second = exchange(), exchange()
    busy.run_here(first)
    busy.run_elsewhere(second)
    assert first.proto.answers == second.proto.answers == []
    busy.let_go.set()
    assert wait_until(lambda: len(busy.answered) == 4 and busy.running == 0)
    assert busy.answered.index(first) < busy.answered.index(second) or busy.own_running == 0


def test_who_has_waited_too_long_is_told_to_come_again(busy, monkeypatch):
    monkeypatch.setattr(thread_pool, "MAX_WAIT_SECONDS", -1)
    late = exchange()
    busy.run_here(late)
    busy.refuse_overdue()
    ((status, headers, _body),) = late.proto.answers
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert dict(headers)["retry-after"] == "5"
    busy.let_go.set()
    assert wait_until(lambda: busy.running == 0)
    assert late not in busy.answered


def test_who_has_not_waited_long_is_left_to_wait(busy):
    patient = exchange()
    busy.run_here(patient)
    busy.refuse_overdue()
    assert patient.proto.answers == []


def test_a_row_that_is_full_takes_no_more(busy, monkeypatch):
    monkeypatch.setattr(thread_pool, "MAX_WAITING", 1)
    waiting, refused = exchange(), exchange()
    busy.run_here(waiting)
    busy.run_here(refused)
    assert waiting.proto.answers == []
    assert refused.proto.answers[0][0] == HTTPStatus.SERVICE_UNAVAILABLE


def test_nobody_waits_for_threads_that_end_while_it_lines_up(monkeypatch):
    """The last one ends just as the row is joined: it must find what waits there, or not be counted as busy."""
    monkeypatch.setattr(thread_pool, "MAX_RUNNING", 1)
    answered = []
    pool = Threads(answered.append)
    enqueue, last = pool.enqueue, exchange()
    pool.began = {last: time.monotonic()}

    def slowly(one):
        ending = threading.Thread(target=pool.work, args=(last,), daemon=True)
        ending.start()
        ending.join(0.2)
        return enqueue(one)

    monkeypatch.setattr(pool, "enqueue", slowly)
    late = exchange()
    pool.run_here(late)
    assert wait_until(lambda: answered == [last, late], seconds=10)


def test_a_body_that_has_arrived_is_answered_in_another_thread():
    answered = []
    pool = Threads(lambda one: answered.append(threading.current_thread()))
    pool.run_elsewhere(exchange())
    assert wait_until(lambda: pool.running == 0 and answered)
    assert answered != [threading.current_thread()]
    assert pool.own_running == 0


class Loop:
    """The event loop, as far as the threads know it: what is to be called later is called by `pass_time`."""

    def __init__(self):
        self.later = []

    def call_soon_threadsafe(self, call, *given):
        call(*given)

    def call_later(self, seconds, call):
        self.later.append((seconds, call))

    def pass_time(self):
        """Until what runs has taken long: it is looked at more often."""
        [(seconds, call)] = self.later
        self.later.clear()
        time.sleep(max(seconds, thread_pool.LONG))
        call()


@pytest.fixture
def in_turn(monkeypatch):
    """Threads that make one page at a time. That at /long/ takes until `let_go` is set."""
    monkeypatch.setattr(thread_pool, "AT_ONCE", {connection.vendor: 1})
    let_go, answered = threading.Event(), []

    def respond(one):
        if one.path == "/long/":
            let_go.wait(60)
        answered.append(one)

    pool = Threads(respond)
    pool.let_go, pool.answered, pool.loop = let_go, answered, Loop()
    monkeypatch.setattr(pool.sessions, "has", lambda one: True)
    long = threading.Thread(target=pool.run_here, args=(page("/long/"),), daemon=True)
    long.start()
    assert wait_until(lambda: pool.began)
    yield pool
    let_go.set()
    long.join(60)


def page(path):
    return exchange(("cookie", "session=of-a-member"), method="GET", path=path)


def test_a_page_is_made_after_the_other(in_turn):
    first, second = page("/1/"), page("/2/")
    in_turn.run_here(first)
    in_turn.run_here(second)
    assert in_turn.answered == []
    in_turn.let_go.set()
    assert wait_until(lambda: in_turn.running == 0)
    assert in_turn.answered[1:] == [first, second]
    assert in_turn.began == {}


def test_nobody_waits_for_a_page_that_takes_long(in_turn):
    waiting = page("/1/")
    in_turn.run_here(waiting)
    assert len(in_turn.loop.later) == 1
    in_turn.loop.pass_time()
    assert wait_until(lambda: in_turn.answered == [waiting])
    assert in_turn.loop.later == []
    in_turn.run_here(page("/2/"))
    assert len(in_turn.answered) == 2


def test_what_writes_is_waited_for_longer_than_a_page(in_turn, monkeypatch):
    monkeypatch.setattr(thread_pool, "LONG_WRITING", 60.0)
    writing, waiting, written = exchange(path="/2/"), page("/1/"), threading.Event()
    writing.body.add(b"said")
    respond = in_turn.respond
    in_turn.respond = lambda one: (one is not writing or written.wait(60)) and respond(one)
    in_turn.run_elsewhere(writing)
    assert in_turn.answered == []
    in_turn.loop.pass_time()  # the page that takes long is past, and what writes runs
    in_turn.run_here(waiting)
    in_turn.loop.pass_time()
    assert in_turn.answered == []
    in_turn.let_go.set()
    assert wait_until(lambda: in_turn.running == 1)
    assert waiting not in in_turn.answered
    written.set()
    assert wait_until(lambda: in_turn.running == 0)
    assert in_turn.answered[-1] is waiting


def test_long_pages_are_no_more_than_there_are_threads(in_turn, monkeypatch):
    monkeypatch.setattr(thread_pool, "MAX_RUNNING", 3)
    for _number in range(4):
        in_turn.run_here(page("/long/"))
    for running in (2, 3, 3):
        in_turn.loop.pass_time()
        assert in_turn.running == running
    assert len(in_turn.waiting) == 2
    in_turn.let_go.set()
    assert wait_until(lambda: len(in_turn.answered) == 5 and in_turn.running == 0)


def test_what_is_sent_takes_its_turn_and_does_not_wait_for_a_page_that_takes_long(in_turn):
    sent = exchange(path="/t/1-x/reply/")
    in_turn.run_elsewhere(sent)
    assert in_turn.answered == []
    in_turn.loop.pass_time()
    assert wait_until(lambda: in_turn.answered == [sent])
