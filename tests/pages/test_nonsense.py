"""What no browser sends is refused or left unheeded, and breaks nothing."""

import pytest
from django.test import Client

from tests.plumbing.thoroughness import whole_or

# PostgreSQL takes no NUL in a text and no number above its own, where SQLite minds neither.
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

MANY = "&".join(f"x{n}=1" for n in range(1_500))
LONG = "9" * 5_000
QUERIES = {
    "more parameters than are read": MANY,
    "a number without end": f"page={LONG}&before={LONG}&quote={LONG}&kind={LONG}&next={LONG}&tag={LONG}&show={LONG}&q={LONG}&topic={LONG}&after={LONG}&author={LONG}",
    "a negative number": "page=-1&before=-1&quote=-1&tag=-1",
    "another number": "page=1e99&before=٣&quote=²&tag=%EF%BC%91",
    "no number": "page=&before=&quote=&tag=&in=&show=&kind=&board=&period=",
    "letters that are none": "page=%FF&before=%ED%A0%80&quote=%00&tag=%00&in=%00&next=%00&kind=%C0%AF&show=%FE&board=%00&period=%FF",
    "lists": "page[]=1&page=2&page=3&before[]=1&before=1&before=2",
    "an address abroad": "next=https://evil.example/&next=//evil.example&next=/%5Cevil.example",
    "half an escape": "%&page=%&tag=%u0041&%=%",
}
COOKIES = {
    "nothing but signs": "=;;; ,=,;===",
    "no session": "session=%00; csrf=%00; messages=%00",
    "bytes": "session=\xff\xfe; csrf=\xff; messages=\xff",
    "quotes": 'session="; csrf=""; messages="\\',
    "a long one": f"session={'a' * 4_000}; csrf={'a' * 4_000}; messages={'a' * 4_000}",
    "messages of another": 'messages=[["__json_message",0,25,"x"]]:abc:def',
    "deep messages": f"messages={'[' * 3_000}:1abcde:x",
}
HEADERS = {
    "Accept-Language": ["x" * 3_000, "en;q=9e9,*;q=-1,\xff", ","],
    "Accept-Encoding": ["gzip;q=nan, \xff", "*", ""],
    "Accept": ["\xff/\xfe;q=x", "*/*;" * 500],
    "If-Modified-Since": ["yesterday", "Mon, 99 Foo 99999 99:99:99 GMT", "Sat, 30 Feb 2026 10:00:00 GMT"],
    "If-None-Match": ["W/", '"' * 500, "\xff"],
    "Range": ["bytes=-1-", "bytes=9-1"],
    "Referer": ["http://[", "\xff", "javascript:x"],
    "Origin": ["null", "http://[", "\xff"],
    "User-Agent": ["\xff" * 300, ""],
    "X-Forwarded-For": ["junk", "::::", "1.2.3.4, \xff"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Requested-With": ["XMLHttpRequest"],
    "Sec-Fetch-Dest": ["\xff"],
    "Content-Type": ["multipart/form-data", "\xff", "text/html; charset=rot13"],
}
BODIES = {
    "multipart without a boundary": ("multipart/form-data", b"x"),
    "multipart with a strange boundary": ("multipart/form-data; boundary=\xff", b"x"),
    "multipart that ends too early": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Disposition: form-data; name",
    ),
    "multipart with a strange field": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="body"\r\nContent-Transfer-Encoding: base64\r\n\r\n*\r\n--b--\r\n',
    ),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=utf-99", b"body=x"),
    "a charset that is no text": ("application/x-www-form-urlencoded; charset=rot13", b"body=x"),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"body=x"),
    "bytes": ("application/x-www-form-urlencoded", b"body=%FF%00&title=\xff\xfe&key=\x00&board=\x00&%FF=%FF"),
    "numbers without end": (
        "application/x-www-form-urlencoded",
        f"body=x&title=x&key=k&board={LONG}&reply_to={LONG}&base={LONG}&notification={LONG}&newest={LONG}".encode(),
    ),
    "more fields than are read": ("application/x-www-form-urlencoded", MANY.encode()),
    "deep JSON": ("application/json", b"[" * 100_000),
}


@pytest.fixture
def pages(ada, board, topic):
    place = topic.get_absolute_url()
    found = [
        "/", "/latest/", "/new/", "/unread/", "/unread/away/", "/top/", "/unanswered/", "/mine/", "/boards/", "/notifications/", "/following/", "/settings/", "/tags/", "/accounts/login/",
        "/accounts/signup/", "/accounts/password/reset/", "/accounts/sessions/", f"/u/{ada.username}/", place,
        board.get_absolute_url(), f"{place}followers/", f"{place}unread/", f"{place}go-to/", f"{place}news/", f"{place}news/posts/", "/help/keys/", f"/p/{topic.posts.get().pk}/edit/",
        "/search/", "/search/suggestions/", "/search/suggestions/browser/", "/completion/people/", "/similar-topics/", "/completion/references/", "/completion/emoji/",
        "/nowhere/", "/admin/", "/admin/topics/topic/", "/readyz/", "/mail/stop/x/", "/t/x/1/2",
        "/feed/", f"{place}feed/", f"{place.rstrip('/')}.md", f"{place.rstrip('/')}.json", "/oembed/",
    ]  # fmt: skip
    return whole_or(found, [place, "/accounts/login/", "/nowhere/"])


@pytest.fixture
def forms(topic, board):
    place = topic.get_absolute_url()
    return [
        f"{place}reply/", f"{place}seen/", f"{place}read/", f"{place}read-undo/", f"{board.get_absolute_url()}read/", "/unread/read/", "/unread/read-undo/", f"/p/{topic.posts.get().pk}/unread/", f"{place}follow/", f"{place}follow-by-mail/", f"{board.get_absolute_url()}new/", "/preview/",
        "/notifications/read/", "/following/", "/following/undo/", "/unread/away/done/", "/settings/", "/accounts/login/", "/accounts/signup/", "/mail/stop/x/",
        "/mail/hook/", "/accounts/password/reset/", f"/p/{topic.posts.get().pk}/edit/", "/admin/topics/tag/add/",
    ]  # fmt: skip


def broken(answers):
    return [(what, status) for what, status in answers if status >= 500]


@pytest.fixture(params=["a visitor", "staff"])
def browser(request, as_, root):
    client = as_(root if request.param == "staff" else None)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "login/code/confirm", "confirm-email"])
def test_more_parameters_than_are_read_are_refused_by_a_page_that_reads_none(page, as_):
    client = as_()
    client.raise_request_exception = False
    answer = client.get(f"/accounts/{page}/?{MANY}&next=/latest/")
    assert answer.status_code in (302, 400, 404)
    if page == "login":
        assert "Something was wrong with that request" in answer.text


@pytest.mark.parametrize("query", QUERIES)
def test_a_strange_query_breaks_no_page(query, browser, pages):
    assert broken((page, browser.get(f"{page}?{QUERIES[query]}").status_code) for page in pages) == []


@pytest.mark.parametrize(
    "path", ["/%FF/", "/%00", "/t/%FF-x/", "/u/%00/", "/u/%ED%A0%80/", "/b/%C0%AF/", "/tag/%00/"]
)
def test_a_strange_path_breaks_no_page(path, browser):
    assert browser.get(path).status_code in (301, 400, 404)


@pytest.mark.parametrize(
    "place",
    [
        "/t/{}-x/",
        "/p/{}/",
        "/t/{}-x.md",
        "/t/{}-x/feed/",
        "/sitemaps/topics-{}.xml",
        "/notifications/{}/",
        "/t/x/{}/{}",
        "/u/{}/",
        "/t/{}/",
        "/b/{}/",
    ],
)
def test_a_number_without_end_names_nothing(place, browser):
    for number in (LONG, "9" * 19, str(2**63), str(2**64), "0", "00", "-1", "١"):
        assert browser.get(place.format(number, number)).status_code in (302, 404), number


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_strange_cookie_breaks_no_page(cookie, pages):
    client = Client(raise_request_exception=False, headers={"Cookie": COOKIES[cookie]})
    assert broken((page, client.get(page).status_code) for page in pages) == []


@pytest.mark.parametrize("header", HEADERS)
def test_a_strange_header_breaks_no_page(header, browser, pages):
    for said in HEADERS[header]:
        answers = ((page, browser.get(page, headers={header: said}).status_code) for page in pages)
        assert broken(answers) == [], said


@pytest.mark.parametrize("body", BODIES)
def test_a_strange_form_breaks_no_page(body, browser, forms):
    kind, sent = BODIES[body]
    headers = {"Origin": "http://testserver"}
    answers = (
        (form, browser.generic("POST", form, sent, content_type=kind, headers=headers).status_code)
        for form in forms
    )
    assert broken(answers) == []


@pytest.mark.parametrize(
    "host", ["a b", "[::1", "x" * 300, "evil.example:x", "127.0.0.1:99999999", "\xff", ".", "@"]
)
def test_a_strange_host_is_refused(host, browser, pages):
    for page in ("/", "/nowhere/", "/accounts/login/"):
        assert browser.get(page, headers={"Host": host}).status_code in (200, 302, 400, 404), page


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%FF", f"p={LONG}", "p=-1", "p=x", f"o={LONG}", "o=x.-1..", "e=1", f"id__exact={LONG}", "id=%00",
     "all=%00", "_popup=%00", "title__regex=((", f"{MANY}", "date_hierarchy=x", "_changelist_filters=%00"],
)  # fmt: skip
def test_a_strange_query_breaks_no_list_of_the_admin(query, as_, root, topic):
    browser = as_(root)
    browser.raise_request_exception = False
    lists = [
        "topics/topic",
        "posts/post",
        "accounts/user",
        "moderation/logentry",
        "notifications/delivery",
        "jobs/job",
    ]
    answers = [
        (name, browser.get(f"/admin/{name}/?{query}").status_code) for name in whole_or(lists, lists[:3])
    ]
    assert broken(answers) == []


@pytest.mark.parametrize("pk", ["%00", "%FF", LONG, "-1", "x", "_5F", "1/../2", str(2**63)])
def test_a_strange_number_names_no_row_of_the_admin(pk, as_, root, topic):
    browser = as_(root)
    browser.raise_request_exception = False
    for act in ("change", "history", "delete"):
        assert browser.get(f"/admin/topics/topic/{pk}/{act}/").status_code < 500
