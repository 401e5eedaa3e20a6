"""A file of another site comes whole, from the machine that was judged, or with a reason why it does not."""

import contextlib
import gzip
import socket
import threading
import tracemalloc

import pytest

from forum import limits
from forum.fetching import FetchFailed, FetchRefused, Trouble, fetch, fetching
from forum.fetching.network import connect
from forum.limits.limit_table import LIMITS, MINUTE, Limit
from tests.fetching.certificates import Certificates
from tests.plumbing.internet import PAGE, answer, moved

pytestmark = pytest.mark.django_db

HTML = ("text/html", "application/xhtml+xml")


@pytest.fixture
def get(internet):
    def ask(address, **asked):
        return fetch(
            address, **{"types": HTML, "largest": 1000, "seconds": 5, "network": internet.network} | asked
        )

    return ask


def refusal(get, address, error=FetchRefused, **asked):
    with pytest.raises((FetchRefused, FetchFailed)) as raised:
        get(address, **asked)
    assert type(raised.value) is error
    return raised.value.trouble


def test_a_page_comes_with_its_type_and_charset(internet, get):
    internet.pages["example.org/a?b=c"] = answer(Content_Type='Text/HTML; x=y; Charset="ISO-8859-1"')
    file = get("http://example.org/a?b=c#part")
    assert (file.address, file.content_type, file.charset) == (
        "http://example.org/a?b=c",
        "text/html",
        "ISO-8859-1",
    )
    assert file.body == PAGE
    assert internet.connected == [("93.184.216.34", 80)]


def test_the_forum_says_who_asks_and_nothing_else(internet, get, settings, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    internet.pages["example.org/"] = moved("/next").replace(b"Location", b"Set-Cookie: a=b\r\nLocation")
    internet.pages["example.org/next"] = answer()
    get("http://example.org/")
    for _line, headers in internet.asked:
        assert headers == {
            "Accept-Encoding": "identity",
            "Host": "example.org",
            "Accept": "text/html, application/xhtml+xml",
            "User-Agent": f"Folkmoot (+{settings.FORUM_URL})",
            "Connection": "close",
        }


def test_a_kind_of_files_is_asked_for_by_its_beginning(internet, get):
    internet.pages["example.org/"] = answer(Content_Type="image/webp")
    assert get("http://example.org/", types=("image/",)).content_type == "image/webp"
    assert internet.asked[0][1]["Accept"] == "image/*"


# --- where it may ask ---


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "10.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["2606:4700::1", "fd00::1"],
        ["169.254.169.254"],
    ],
)
def test_a_name_with_one_address_that_is_not_public_is_not_asked(internet, get, addresses):
    internet.names["example.org"] = addresses
    assert refusal(get, "http://example.org/") == Trouble.NOT_PUBLIC
    assert internet.connected == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "[::ffff:127.0.0.1]", "[::1]", "[64:ff9b::7f00:1]"],
)
def test_a_number_that_is_not_public_is_not_asked(internet, get, host):
    assert refusal(get, f"http://{host}/") == Trouble.NOT_PUBLIC
    assert internet.connected == internet.looked_up == []


def test_a_name_is_looked_up_once_so_that_another_answer_leads_nowhere(internet, get):
    internet.names["example.org"] = [["93.184.216.34"], ["127.0.0.1"]]
    internet.pages["example.org/"] = answer()
    assert get("http://example.org/").body == PAGE
    assert internet.looked_up == ["example.org"]
    assert internet.connected == [("93.184.216.34", 80)]


def test_each_redirect_is_judged_anew(internet, get):
    internet.names |= {"inner.example.org": ["10.0.0.1"], "example.org": [["93.184.216.34"], ["127.0.0.1"]]}
    for to, trouble in {
        "http://inner.example.org/": Trouble.NOT_PUBLIC,
        "http://169.254.169.254/latest/meta-data/": Trouble.NOT_PUBLIC,
        "//[::ffff:7f00:1]/": Trouble.NOT_PUBLIC,
        "file:///etc/passwd": Trouble.SCHEME,
        "http://other.example.org:22/": Trouble.SCHEME,
        "http://a:b@other.example.org/": Trouble.USER,
        "http://[": Trouble.REDIRECTS,
        "": Trouble.REDIRECTS,
        "/again": Trouble.NOT_PUBLIC,  # the name leads elsewhere by now
    }.items():
        internet.names["example.org"] = [["93.184.216.34"], ["127.0.0.1"]]
        internet.pages["example.org/"] = moved(to)
        internet.connected.clear()
        assert refusal(get, "http://example.org/") == trouble, to
        assert internet.connected == [("93.184.216.34", 80)]


def test_three_redirects_are_followed_and_no_fourth(internet, get):
    for number in range(4):
        internet.pages[f"example.org/{number}"] = moved(f"{number + 1}", "301 Moved")
    internet.pages["example.org/4"] = answer()
    assert get("http://example.org/1").address == "http://example.org/4"
    assert refusal(get, "http://example.org/0") == Trouble.REDIRECTS


def test_a_redirect_may_be_written_in_any_script(internet, get):
    internet.pages["example.org/"] = moved("/").replace(b"Location: /", "Location: /ü ?ä".encode())
    assert refusal(get, "http://example.org/") == Trouble.ADDRESS
    internet.pages["example.org/"] = moved("/").replace(b"Location: /", "Location: /ü?ä".encode())
    internet.pages["example.org/%C3%BC?%C3%A4"] = answer()
    assert get("http://example.org/").body == PAGE


def test_a_connection_to_this_very_machine_is_closed_before_anything_is_said():
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(FetchRefused) as raised:
        connect("127.0.0.1", server.getsockname()[1], 5)
    assert raised.value.trouble == Trouble.NOT_PUBLIC


def test_the_next_address_is_tried_where_one_does_not_answer(internet, get, monkeypatch):
    internet.names["example.org"] = ["2606:4700::1", "93.184.216.34", "93.184.216.35"]
    internet.pages["example.org/"] = answer()
    network = internet.network

    def picky(address, port, seconds):
        if address != "93.184.216.35":
            raise ConnectionRefusedError
        return internet._connect(address, port, seconds)

    object.__setattr__(network, "connect", picky)
    assert get("http://example.org/", network=network).body == PAGE


def test_a_name_that_nobody_has_may_have_an_owner_tomorrow(internet, get):
    internet.names["example.org"] = []
    assert refusal(get, "http://example.org/", FetchFailed) == Trouble.UNKNOWN_HOST


# --- what may come back ---


@pytest.mark.parametrize(
    ("page", "error", "trouble"),
    [
        (answer(status="404 Not Found"), FetchRefused, Trouble.NOT_THERE),
        (answer(status="403 Forbidden"), FetchRefused, Trouble.NOT_THERE),
        (answer(status="304 Not Modified"), FetchRefused, Trouble.NOT_THERE),
        (answer(status="429 Slow Down"), FetchFailed, Trouble.SITE_ERROR),
        (answer(status="503 Later"), FetchFailed, Trouble.SITE_ERROR),
        (answer(Content_Type="application/pdf"), FetchRefused, Trouble.TYPE),
        (answer(Content_Type="text/html2"), FetchRefused, Trouble.TYPE),
        (answer(Content_Type=None), FetchRefused, Trouble.TYPE),
        (answer(gzip.compress(bytes(100_000)), Content_Encoding="gzip"), FetchRefused, Trouble.ENCODING),
        (answer(bytes(1001)), FetchRefused, Trouble.TOO_LARGE),
        (answer(bytes(1001), Content_Length=None), FetchRefused, Trouble.TOO_LARGE),
        (answer(bytes(10), Content_Length="20"), FetchFailed, Trouble.NO_ANSWER),
        (
            answer(b"7d0\r\n" + bytes(2000) + b"\r\n0\r\n\r\n", Transfer_Encoding="chunked"),
            FetchRefused,
            Trouble.TOO_LARGE,
        ),
        (
            answer(b"5\r\nab", Content_Length=None, Transfer_Encoding="chunked"),
            FetchFailed,
            Trouble.NO_ANSWER,
        ),
        (
            answer(b"zz\r\nab", Content_Length=None, Transfer_Encoding="chunked"),
            FetchFailed,
            Trouble.NO_ANSWER,
        ),
        (b"", FetchFailed, Trouble.NO_ANSWER),
        (b"SSH-2.0-OpenSSH_9.2\r\n", FetchFailed, Trouble.NO_ANSWER),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", FetchFailed, Trouble.NO_ANSWER),
        (b"HTTP/1.1 200 " + bytes(70_000), FetchFailed, Trouble.NO_ANSWER),
        (b"HTTP/1.1 200 OK\r\nX: " + bytes(70_000), FetchFailed, Trouble.NO_ANSWER),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(), FetchRefused, Trouble.NOT_THERE),
        (answer(bytes(1001), Content_Length="-1"), FetchRefused, Trouble.TOO_LARGE),
        (answer(bytes(1001), Content_Length="1" * 5000), FetchRefused, Trouble.TOO_LARGE),
        (
            answer(b"1;" + b"x" * 70_000, Content_Length=None, Transfer_Encoding="chunked"),
            FetchFailed,
            Trouble.NO_ANSWER,
        ),
        (
            answer(b"0\r\n" + b"x" * 70_000, Content_Length=None, Transfer_Encoding="chunked"),
            FetchFailed,
            Trouble.NO_ANSWER,
        ),
    ],
)
def test_what_is_no_page_of_the_asked_kind_is_refused_with_its_reason(internet, get, page, error, trouble):
    internet.pages["example.org/"] = page
    assert refusal(get, "http://example.org/", error) == trouble


def test_of_two_lengths_no_more_than_the_largest_is_read(internet, get):
    for lengths in ("5\r\nContent-Length: 2000", "2000\r\nContent-Length: 5"):
        internet.pages["example.org/"] = answer(bytes(2000), Content_Length=lengths)
        assert len(get("http://example.org/", cuts=True).body) <= 1000


def flood(internet, beginning, piece, sent):
    """Send this without an end, as fast as it is read."""

    def write(connection):
        connection.sendall(beginning)
        connection.settimeout(0.5)  # whoever has hung up may say so late
        with contextlib.suppress(OSError):
            while not internet.is_over.is_set():
                connection.sendall(piece)
                sent.append(len(piece))

    return write


@pytest.mark.parametrize("size", [b"-1", b"-ffffffff", b" -1 ;x"])
def test_a_chunk_of_less_than_nothing_is_not_all_that_comes(internet, get, size):
    sent, piece = [], bytes(1024 * 1024)
    beginning = answer(size + b"\r\n", Content_Length=None, Transfer_Encoding="chunked")
    internet.pages["example.org/"] = flood(internet, beginning, piece, sent)
    # At once, and not when all the time is used up.
    assert refusal(get, "http://example.org/", FetchFailed, seconds=2) == Trouble.NO_ANSWER


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n" + (b"X: " + b"y" * 60_000 + b"\r\n") * 16 + b"\r\n"),
        (answer(b"0\r\n", Content_Length=None, Transfer_Encoding="chunked"), (b"X" * 60_000 + b"\r\n") * 16),
        (answer(b"", Content_Length=None, Transfer_Encoding="chunked"), b"1;" + b"x" * 60_000 + b"\r\ny\r\n"),
    ],
    ids=["heads", "trailers", "extensions"],
)
def test_what_is_no_body_is_not_kept_and_ends_in_time(internet, get, beginning, piece):
    sent = []
    internet.pages["example.org/"] = flood(internet, beginning, piece, sent)
    tracemalloc.start()
    try:
        trouble = refusal(get, "http://example.org/", FetchFailed, seconds=0.2, largest=100_000)
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert trouble == Trouble.TOO_SLOW and len(sent) > 2


def test_the_body_of_another_type_or_of_a_huge_file_is_never_waited_for(internet, get):
    def head_alone(**headers):
        def write(connection):
            connection.sendall(answer(b"", **headers))
            internet.is_over.wait(20)

        return write

    internet.pages["example.org/"] = head_alone(Content_Type="video/mp4", Content_Length="99")
    assert refusal(get, "http://example.org/") == Trouble.TYPE
    internet.pages["example.org/"] = head_alone(Content_Length="99999999999")
    assert refusal(get, "http://example.org/") == Trouble.TOO_LARGE


def test_the_beginning_is_taken_where_that_will_do(internet, get):
    for headers in ({}, {"Content_Length": None}):
        internet.pages["example.org/"] = answer(b"a" * 1000 + b"b", **headers)
        assert get("http://example.org/", cuts=True).body == b"a" * 1000
    internet.pages["example.org/"] = answer(b"a" * 1000)
    assert get("http://example.org/").body == b"a" * 1000


def test_a_site_that_says_when_to_come_back_is_believed_for_a_day_at_most(internet, get):
    for said, seconds in {"120": 120, "99999999": 86400, "soon": None, "²": None}.items():
        internet.pages["example.org/"] = answer(status="503 Later").replace(
            b"\r\n\r\n", f"\r\nRetry-After: {said}\r\n\r\n".encode("latin-1")
        )
        with pytest.raises(FetchFailed) as raised:
            get("http://example.org/")
        assert raised.value.retry_after == seconds


# --- how long it may take ---


def drip(internet, beginning, drop):
    def write(connection):
        connection.sendall(beginning)
        with contextlib.suppress(OSError):
            while not internet.is_over.wait(0.02):
                connection.sendall(drop)

    return write


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (answer(Content_Length="900"), b"x"),
        (answer(Content_Length=None), b"x"),
        (answer(b"", Content_Length=None, Transfer_Encoding="chunked"), b"1\r\nx\r\n"),
        (answer(b"0\r\n", Content_Length=None, Transfer_Encoding="chunked"), b"X: y\r\n"),
    ],
)
def test_a_site_that_sends_drop_by_drop_is_left_in_time(internet, get, beginning, drop):
    internet.pages["example.org/"] = drip(internet, beginning, drop)
    assert refusal(get, "http://example.org/", FetchFailed, seconds=0.2, largest=100_000) == Trouble.TOO_SLOW


def test_a_site_that_says_nothing_is_left_in_time_and_no_thread_stays(internet, get):
    internet.pages["example.org/"] = lambda _connection: internet.is_over.wait(20)
    assert refusal(get, "http://example.org/", FetchFailed, seconds=0.1) == Trouble.TOO_SLOW
    internet.pages["example.org/"] = answer()
    get("http://example.org/")
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


# --- https ---


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


def test_https_is_spoken_with_whom_the_certificate_names(internet, get, certificates):
    internet.tls = certificates.of("example.org")
    internet.pages["example.org/"] = answer()
    assert get("https://example.org/").body == PAGE
    internet.pages["other.example/"] = answer()
    assert refusal(get, "https://other.example/", FetchFailed) == Trouble.CERTIFICATE
    internet.tls.is_trusted = False
    assert refusal(get, "https://example.org/", FetchFailed) == Trouble.CERTIFICATE
    assert len(internet.asked) == 1


def test_https_never_leads_back_to_http(internet, get, certificates):
    internet.tls = certificates.of("example.org")
    internet.pages["example.org/"] = moved("http://example.org/plain")
    assert refusal(get, "https://example.org/") == Trouble.REDIRECTS
    internet.pages["example.org/"] = moved("/next")
    internet.pages["example.org/next"] = answer()
    assert get("https://example.org/").address == "https://example.org/next"


def test_a_handshake_that_never_ends_is_left_in_time(internet, get, certificates):
    internet.tls = certificates.of("example.org")
    internet.tls.server = lambda: (internet.is_over.wait(20), certificates.of("example.org").server())[1]
    assert refusal(get, "https://example.org/", FetchFailed, seconds=0.1) == Trouble.TOO_SLOW


# --- how often ---


@pytest.mark.parametrize("name", ["fetch", "fetch-host", "fetch-address"])
def test_a_site_and_the_whole_internet_are_asked_only_so_often(internet, get, monkeypatch, name):
    monkeypatch.setitem(LIMITS, name, Limit(2, MINUTE))
    internet.pages["example.org/"] = moved("/next")
    internet.pages["example.org/next"] = answer()
    get("http://example.org/")  # two questions
    with pytest.raises(FetchFailed) as raised:
        get("http://example.org/next")
    assert raised.value.trouble == Trouble.TOO_OFTEN and 0 < raised.value.retry_after <= MINUTE
    assert len(internet.asked) == 2
    other_names = {"fetch": "refused", "fetch-host": "asked", "fetch-address": "refused"}
    internet.pages["other.example/"] = answer()
    with contextlib.nullcontext() if other_names[name] == "asked" else pytest.raises(FetchFailed):
        get("http://other.example/")


def test_the_real_internet_is_what_is_asked_unless_told_otherwise(internet, monkeypatch):
    internet.pages["example.org/"] = answer()
    monkeypatch.setattr(fetching, "INTERNET", internet.network)
    assert fetch("http://example.org/", types=HTML, largest=100, seconds=5).body == PAGE
    assert limits.peek("fetch", "all").left == LIMITS["fetch"].most - 1
