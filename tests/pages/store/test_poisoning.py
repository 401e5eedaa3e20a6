"""Nobody can put into the store what others get instead of their page, nor get from it what is not for them."""

import gzip

import pytest
from django.conf import settings
from django.test import Client

from forum.pages.store.request_key import asked
from forum.topics.view_counts import VIEWS
from tests.conftest import PASSWORD

HERE = "127.0.0.1:8000"


def stored(store):
    return {
        key: entry.answer(asked("GET", "http", key[2], key[3], [("host", key[0])]))[2]
        for key, entry in store.entries.items()
    }


def is_past(*headers, method="GET", path="/", query="", host=HERE):
    return asked(method, "http", path, query, [("host", host), *headers]) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:8001", "127.0.0.1:8000.evil.example", "127.0.0.1:8000,x", ""]
)
def test_another_host_is_neither_kept_nor_shown(store, host, visitor):
    assert is_past(host=host)
    Client(headers={"host": host} if host else {}).get("/")
    assert not store.entries


def test_each_host_has_its_own_page(store, kept):
    """The forum's addresses on one's own machine are several."""
    kept("/")
    Client(headers={"host": "localhost:8000"}).get("/")
    assert {key[0] for key in store.entries} == {HERE, "localhost:8000"}


def test_the_scheme_is_in_the_key(store, kept, visitor):
    kept("/")
    visitor.get("/", secure=True)
    assert {key[1] for key in store.entries} == {True, False}


def test_a_forged_scheme_counts_only_behind_a_proxy(store, settings):
    said = [("host", HERE), ("x-forwarded-proto", "https")]
    assert asked("GET", "http", "/", "", said).key[1] is False
    settings.FORUM_TRUSTED_PROXIES = 1
    assert asked("GET", "http", "/", "", said).key[1] is True
    assert asked("GET", "http", "/", "", [("host", HERE), ("x-forwarded-proto", "http")]).key[1] is False


def test_unknown_questions_are_not_kept(store, visitor):
    for query in (
        "utm_source=x",
        "page=1&x=1",
        "_escaped_fragment_=",
        "page=1;x=2",
        "%70age=2",
        "next=//evil.example",
    ):
        assert visitor.get(f"/latest/?{query}").status_code != 500, query
    assert not store.entries


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "PUT", "DELETE", "get"])
def test_other_methods_are_not_kept(store, method):
    assert is_past(method=method)
    assert not store.entries


def test_an_answer_without_a_body_is_not_kept_for_those_who_want_one(store, visitor):
    visitor.head("/latest/")
    assert not store.entries
    assert visitor.get("/latest/").content


def test_the_language_of_whoever_asks_first_is_not_that_of_others(store, visitor, kept):
    first = visitor.get("/latest/", headers={"accept-language": "de"})
    assert first.headers["Content-Language"] == settings.LANGUAGE_CODE
    assert kept("/latest/", **{"accept-language": "fr"}).content == first.content


POISON = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-port": "666",
    "x-forwarded-prefix": "/evil",
    "x-forwarded-server": "evil.example",
    "x-host": "evil.example",
    "x-original-url": "/evil/",
    "x-rewrite-url": "/evil/",
    "forwarded": "host=evil.example",
    "x-http-method-override": "POST",
    "referer": "https://evil.example/evil/",
    "user-agent": "evil.example",
    "accept": "evil/evil",
    "origin": "https://evil.example",
    "x-forwarded-for": "6.6.6.6",
    "via": "evil",
    "cookie": "evil=evil; csrf=evil",
}


def test_no_header_of_one_visitor_is_on_the_page_of_another(store, visitor, topic, board):
    """Whatever somebody sends along, what is kept is, byte for byte, what others would have got."""
    clean, paths = (
        Client(headers={"host": HERE}),
        ["/", "/latest/", topic.get_absolute_url(), "/feed/", "/u/ada/"],
    )
    pages = {path: clean.get(path).content for path in paths}
    store.entries.clear()
    for path in paths:
        assert visitor.get(path, headers=POISON).content == pages[path], path
    assert len(store.entries) == len(paths)


def test_what_asks_for_something_else_goes_past(store):
    for name in ("range", "if-range", "if-match", "if-unmodified-since", "authorization", "x-requested-with"):
        assert is_past((name, "x")), name
    assert is_past(("sec-fetch-dest", "empty"))
    assert not is_past(("sec-fetch-dest", "document"))
    assert is_past(("host", "evil.example"))  # a second one


def test_a_part_of_a_page_is_not_kept_as_the_page(store, visitor):
    visitor.get("/latest/", headers={"range": "bytes=0-9"})
    assert not store.entries
    assert visitor.get("/latest/", headers={"range": "bytes=0-9"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "{topic}a.css", "{topic}style.css", "{topic};.css", "{topic}%2e%2e/", "{topic}..%2f", "/{topic}", "{topic}/",
        "{topic}?", "{topic}%00", "{topic}.", "{topic}%0d%0aX: y", "/T{topic}", "{upper}", "/latest/x.css", "/latest",
        "/latest//", "/./latest/", "/latest/%3fpage=2", "{topic}%23", "/t/99999-x/", "{topic}a.js",
    ],
)  # fmt: skip
def test_tricks_with_paths_keep_nothing_but_the_page_itself(store, visitor, topic, path):
    """`/t/12-x/a.css` is no page: what a cache elsewhere takes for a style sheet is never somebody's page."""
    address = topic.get_absolute_url()
    asked_for = path.format(topic=address, upper=address.upper())
    answer = visitor.get(asked_for)
    assert all(key[2] == address for key in store.entries), store.entries.keys()
    if asked_for.partition("?")[0] != address:
        assert answer.status_code in (301, 302, 303, 400, 404)
    assert "text/css" not in answer.headers.get("Content-Type", "")


def test_errors_and_redirects_are_not_kept(store, visitor, topic, members_board):
    for path in (
        "/t/999-x/",
        f"/t/{topic.pk}-other/",
        f"/t/{topic.pk}/",
        "/latest/?sort=evil",
        members_board.get_absolute_url(),
    ):
        assert visitor.get(path).status_code != 200, path
    assert not store.entries


def test_whoever_has_a_session_is_never_answered_from_the_store(store, visitor, kept, as_, ben, topic):
    address = topic.get_absolute_url()
    kept(address)
    member = Client(headers={"host": HERE})
    member.login(username="ben", password=PASSWORD)
    assert "reply-form" in member.get(address).text
    assert "reply-form" not in visitor.get(address).text


def test_a_members_page_is_not_kept(store, visitor, ben, topic):
    member = Client(headers={"host": HERE})
    member.force_login(ben, backend="accounts.backends.MemberBackend")
    for path in ("/", "/latest/", topic.get_absolute_url()):
        assert member.get(path).status_code == 200
    assert not store.entries


@pytest.mark.parametrize(
    "cookie", ["session=x", "a=b; session=x", "session =x", '"session"=x', "messages=x", "x=session"]
)
def test_a_cookie_that_may_be_a_persons_own_goes_past(store, cookie):
    assert is_past(("cookie", cookie))
    assert is_past(("cookie", "a=b"), ("cookie", cookie))


@pytest.mark.parametrize("cookie", ["csrf=abc", "_ga=1.2; __cf_bm=x", "device=x"])
def test_a_cookie_of_no_person_gets_the_kept_page_and_is_on_none(store, visitor, kept, cookie, topic):
    first = kept(topic.get_absolute_url()).content
    assert kept(topic.get_absolute_url(), cookie=cookie).content == first
    store.entries.clear()
    assert visitor.get(topic.get_absolute_url(), headers={"cookie": cookie}).content == first


def test_a_message_for_one_visitor_is_on_no_page_of_others(store, visitor, topic):
    """After an act that leaves a message, its sender has a cookie or a session and goes past."""
    guest = Client(headers={"host": HERE, "sec-fetch-site": "same-origin"})
    guest.post(f"{topic.get_absolute_url()}reply/", {"body": "My own words", "board": topic.board_id})
    assert guest.cookies
    assert "My own words" in guest.get(topic.get_absolute_url()).text
    assert "My own words" not in visitor.get(topic.get_absolute_url()).text


def test_a_form_with_a_token_is_not_kept(store, visitor):
    for path in ("/accounts/login/", "/accounts/signup/", "/search/?q=x", "/start/"):
        visitor.get(path)
    assert not store.entries


def test_the_kept_page_has_every_header_of_the_one_that_was_made(store, visitor, topic):
    for path in ("/", topic.get_absolute_url(), "/feed/", "/robots.txt"):
        made, kept_page = visitor.get(path), visitor.get(path)
        settings_off = store.entries.copy()
        store.entries.clear()
        store.looked_at = float("-inf")
        without = visitor.get(path)
        store.look()
        assert settings_off
        for header in set(without.headers) | set(kept_page.headers):
            assert kept_page.headers.get(header) == without.headers.get(header) == made.headers.get(header), (
                path,
                header,
            )
        assert kept_page.content == without.content
        assert "Cookie" in kept_page.headers["Vary"] or path == "/robots.txt"
        assert kept_page.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_is_compressed_for_those_who_take_it(store, visitor, kept, topic):
    plain = kept(topic.get_absolute_url())
    packed = kept(topic.get_absolute_url(), **{"accept-encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    for header in ("gzip;q=0", "identity", "br"):
        assert "Content-Encoding" not in kept(topic.get_absolute_url(), **{"accept-encoding": header}).headers
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]


def test_who_has_the_page_already_is_told_so(store, visitor, kept, topic, ben, say):
    etag = kept(topic.get_absolute_url()).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", W/{etag}', "*"):
        answer = visitor.get(topic.get_absolute_url(), headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["Content-Security-Policy"] and answer.headers["ETag"]
    assert visitor.get(topic.get_absolute_url(), headers={"if-none-match": '"other"'}).status_code == 200
    say(ben, topic, "More.")
    store.look()
    assert visitor.get(topic.get_absolute_url(), headers={"if-none-match": etag}).status_code == 200


def test_views_are_counted_as_before(store, kept, visitor, topic):
    VIEWS.forget()
    kept(topic.get_absolute_url())
    visitor.get(topic.get_absolute_url(), headers={"sec-purpose": "prefetch"})
    visitor.head(topic.get_absolute_url())
    visitor.get(
        topic.get_absolute_url(), headers={"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}
    )
    VIEWS.write_now()
    topic.refresh_from_db()
    assert topic.view_count == 3


# Headers that are left on the request for which a page is made and that are in no key, and who may read them: who reads
# now and where an old address leads, both on pages that are not kept, whether somebody looks at a page, and what kind
# of program asked, which is counted and in no page.
READ_BY = {
    # The first sends one itself.
    "User-Agent": {
        "forum/fetching/fetching.py",
        "forum/pages/middleware/traffic.py",
        "forum/pages/topics/readers.py",
    },
    "Referer": {"forum/pages/old_addresses/views.py"},
    "Sec-Fetch-Dest": {
        "forum/pages/errors/views.py",
        "forum/pages/middleware/new_terms.py",
        "forum/pages/topics/reading.py",
    },
    "Sec-Fetch-Mode": {"forum/pages/topics/reading.py"},
}


def test_what_is_left_on_the_request_is_read_by_nothing_that_is_kept():
    for header, readers in READ_BY.items():
        names = {header, f"HTTP_{header.upper().replace('-', '_')}"}
        found = {
            str(path.relative_to(settings.BASE_DIR))
            for folder in ("accounts", "forum")
            for path in (settings.BASE_DIR / folder).rglob("*.py")
            if any(f"{quote}{name}{quote}" in path.read_text() for name in names for quote in "'\"")
        }
        assert found - {"forum/pages/store/request_key.py"} == readers, header
