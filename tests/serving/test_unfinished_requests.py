"""The real server under requests that mean no good: what is refused costs nobody else their answer."""

import re
import select
import shutil

import pytest

from tests.serving.launching import Serve, wait_until
from tests.serving.wire import HOST, connect, heard, said, status

SLOW_BODIES, IDLE = 60, 300
FORM = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def forum(tmp_path_factory, first_start):
    data = tmp_path_factory.mktemp("door") / "data"
    shutil.copytree(first_start.data, data)
    serve = Serve(data, "--no-worker")
    yield serve.arrived()
    serve.clear_away()


@pytest.fixture
def lines(forum):
    opened = []

    def open_one(*, saying: bytes = b""):
        opened.append(connect(forum.port))
        opened[-1].sendall(saying)
        return opened[-1]

    yield open_one
    for line in opened:
        line.close()


def test_slow_bodies_keep_nobody_from_an_answer(forum, lines):
    unfinished = [lines(saying=FORM + b"Content-Length: 900000\r\n\r\na") for _body in range(SLOW_BODIES)]
    for path in ("/", "/healthz/", "/accounts/login/"):
        assert forum.get(path)[0] == 200
    # Two processes, and in each a share for one network; those within it are still waited for.
    assert wait_until(lambda: len(answered(unfinished)) >= SLOW_BODIES - 2 * 16)
    assert {status(heard(line)) for line in answered(unfinished)} == {429}


def answered(lines) -> list:
    return select.select(lines, [], [], 0)[0]


def test_idle_connections_and_slow_heads_keep_nobody_from_an_answer(forum, lines):
    for number in range(IDLE):
        lines(saying=b"GET / HT" if number % 2 else b"")
    assert forum.get("/")[0] == 200
    assert forum.get("/healthz/")[0] == 200


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO", "get"])
@pytest.mark.parametrize("path", ["/", "/healthz/", "/static/x.css"])
def test_a_method_that_no_page_has_is_refused_before_django(forum, method, path):
    answer = said(forum.port, f"{method} {path} HTTP/1.1".encode())
    assert status(answer) == 405
    assert b"\r\nallow: GET, HEAD, POST, OPTIONS\r\n" in answer


def test_head_has_the_headers_and_no_body(forum):
    page = said(forum.port, b"GET /accounts/login/ HTTP/1.1")
    head = said(forum.port, b"HEAD /accounts/login/ HTTP/1.1")
    assert status(head) == 200
    assert head.endswith(b"\r\n\r\n")
    assert length_of(head) == length_of(page) == len(page.partition(b"\r\n\r\n")[2])


def length_of(answer):
    return int(re.search(rb"\r\ncontent-length: (\d+)\r\n", answer)[1])


def test_an_underscore_does_not_pass_for_a_hyphen(forum):
    etag = re.search(rb"\r\netag: (\S+)", said(forum.port, b"GET / HTTP/1.1"))[1]
    assert status(said(forum.port, b"GET / HTTP/1.1\r\nIf-None-Match: " + etag)) == 304
    assert status(said(forum.port, b"GET / HTTP/1.1\r\nIf_None_Match: " + etag)) == 200


@pytest.mark.parametrize("length", ["100000000", "13000000"])
def test_a_body_too_large_is_refused_before_it_comes(forum, length):
    answer = said(forum.port, b"POST /accounts/login/ HTTP/1.1\r\nContent-Length: " + length.encode())
    assert status(answer) == 413


def test_a_browser_that_sends_too_much_gets_a_page_with_a_way_back(forum):
    head = b"POST /accounts/login/ HTTP/1.1\r\nAccept: text/html,*/*\r\nContent-Type: multipart/form-data; boundary=x"
    answer = said(forum.port, head + b"\r\nContent-Length: 17000000")
    assert status(answer) == 413
    assert b"<title>That\xe2\x80\x99s too large" in answer
    assert b'<header class="top"' in answer
    assert b"Browse boards" in answer
    assert b"\r\nconnection: close\r\n" in answer.lower()


def test_a_body_too_large_is_not_even_asked_for(forum):
    head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 13000000"
    assert said(forum.port, head).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(forum, lines):
    line = lines(saying=FORM + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: 3\r\n\r\n")
    assert line.recv(100).startswith(b"HTTP/1.1 100 ")
    line.sendall(b"a=b")
    assert status(heard(line)) == 403


def test_a_chunked_body_reaches_the_page(forum):
    head = b"POST /accounts/login/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded"
    answer = said(forum.port, head, b"8\r\nbody=Do+\r\nd\r\nnot+lose+this\r\n0\r\n\r\n")
    assert status(answer) == 403
    assert b"Do not lose this" in answer


MALFORMED = {
    "a chunk of no length": b"POST / HTTP/1.1\r\n%bTransfer-Encoding: chunked\r\n\r\nzz\r\na=b\r\n0\r\n\r\n",
    "a chunk of less than nothing": b"POST / HTTP/1.1\r\n%bTransfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\n%bContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length with a sign": b"POST / HTTP/1.1\r\n%bContent-Length: +1\r\n\r\na",
    "an unknown encoding": b"POST / HTTP/1.1\r\n%bTransfer-Encoding: identity\r\n\r\na",
    "a folded header": b"GET / HTTP/1.1\r\n%bA: b\r\n c\r\n\r\n",
    "a blank before the colon": b"GET / HTTP/1.1\r\n%bA : b\r\n\r\n",
    "a null in a header": b"GET / HTTP/1.1\r\n%bA: b\0c\r\n\r\n",
    "a null in the address": b"GET /a\0b HTTP/1.1\r\n%b\r\n",
    "no version": b"GET /\r\n",
}


@pytest.mark.parametrize("request_line", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_a_400_and_the_end_of_the_connection(lines, request_line):
    answer = heard(lines(saying=request_line % HOST if b"%b" in request_line else request_line))
    assert status(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_length_beside_chunks_is_never_read_as_the_start_of_another_request(forum, lines):
    smuggled = b"GET /smuggled/ HTTP/1.1\r\n" + HOST + b"\r\n"
    line = lines(saying=FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled)
    assert heard(line).count(b"HTTP/1.1 ") == 1


def test_many_requests_at_once_on_one_connection_are_answered_in_order(lines):
    one, last = b"GET /healthz/ HTTP/1.1\r\n" + HOST, b"Connection: close\r\n"
    answers = heard(lines(saying=(one + b"\r\n") * 20 + one + last + b"\r\n"))
    assert answers.count(b"HTTP/1.1 200 OK") == 21


def test_a_request_of_the_old_kind_is_answered(lines):
    assert status(heard(lines(saying=b"GET / HTTP/1.0\r\n" + HOST + b"\r\n"))) == 200


def test_whoever_leaves_in_the_middle_takes_nothing_along(forum, lines):
    for _time in range(30):
        lines(saying=b"GET / HTTP/1.1\r\n" + HOST + b"\r\n").close()
        lines(saying=FORM + b"Content-Length: 10\r\n\r\nabc").close()
    assert forum.get("/")[0] == 200
    # None of them is counted as unfinished any more.
    assert wait_until(
        lambda: status(said(forum.port, b"POST / HTTP/1.1\r\nContent-Length: 1", b"a")) == 403, seconds=20
    )


def test_strangers_hosts_are_refused_without_a_trace_in_the_log(forum, lines):
    for host in (b"evil.example", b"192.0.2.7", b"a\r\nHost: 127.0.0.1"):
        answer = heard(lines(saying=b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"))
        assert status(answer) == 400
        assert b"text/plain" in answer
    for path in (b"/healthz/", b"/readyz/"):
        line = lines(saying=b"GET " + path + b" HTTP/1.1\r\nHost: 192.0.2.7\r\nConnection: close\r\n\r\n")
        assert status(heard(line)) == 200
    assert "Traceback" not in forum.output
    assert "ERROR" not in forum.output


@pytest.mark.parametrize(
    "body", [b"a=" + b"x" * 1_100_000, b"a=b&" * 2000], ids=["too much text", "too many fields"]
)
def test_a_form_that_django_refuses_costs_one_line_and_no_traceback(forum, body):
    head = b"POST /accounts/login/ HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    before = forum.output
    assert status(said(forum.port, head + b"%d" % len(body), body)) in (400, 413)
    assert wait_until(lambda: forum.output != before)
    assert "Traceback" not in forum.output
    assert len(forum.output.removeprefix(before).splitlines()) == 1
