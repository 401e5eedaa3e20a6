"""The database is locked, full, read-only or gone: an honest answer that keeps what was typed, and all goes on afterwards."""

import errno
import logging
import re
import time

import pytest
from django.db import Error, OperationalError, connection
from django.test import Client
from redis.exceptions import ConnectionError as RedisGone

from forum.database.outages import FULL, SHARED, LockTimeout, OneLineFilter, outage_of
from forum.pages.middleware.outages import LockPatience, may_wait
from forum.posts.models import Post
from forum.topics.models import Tag
from tests.conftest import PASSWORD
from tests.plumbing.outages import full_disk, gone, only_readable, write_lock

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "A long thought, typed for half an hour.\nWith a second line."
PREFERENCES = {"display_name": "Benedikt", "about": TEXT, "posts_per_page": "20"}
# What has failed, and by which status and sentence it is said.
OUTAGES = [
    pytest.param(write_lock, 503, "busy", id="locked"),
    pytest.param(only_readable, 503, "read-only", id="read-only"),
    pytest.param(full_disk, 507, "disk is full", id="full"),
    pytest.param(gone, 503, "right now", id="gone"),
]


def reply(browser, topic, key="the-key", **headers):
    fields = {"body": TEXT, "key": key, "board": topic.board_id, "follow": "on"}
    return browser.post(f"{topic.get_absolute_url()}reply/", fields, headers=headers)


@pytest.mark.parametrize(("outage", "status", "words"), OUTAGES)
def test_a_reply_is_refused_honestly_with_its_text_and_goes_through_later(
    outage, status, words, answered, ben, topic
):
    browser = answered(ben)
    with outage():
        answer = reply(browser, topic)
    assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) > 0
    assert words in answer.text
    assert TEXT in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert not Post.objects.filter(number=2).exists()
    assert reply(browser, topic).status_code == 303
    assert Post.objects.get(number=2).source == TEXT


@pytest.mark.parametrize(("outage", "status", "words"), OUTAGES)
def test_the_page_of_an_outage_sends_the_form_again_by_one_click(outage, status, words, ben, topic):
    browser = Client(enforce_csrf_checks=True)
    browser.raise_request_exception = False
    browser.force_login(ben, backend="accounts.backends.MemberBackend")
    page = browser.get(topic.get_absolute_url()).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"body": TEXT, "key": "the-key", "board": topic.board_id, "csrfmiddlewaretoken": token}
    with outage():
        page = browser.post(f"{topic.get_absolute_url()}reply/", fields).text
    form = page[page.index("<form") :]
    again = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', form))
    again["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    address = re.search(r'action="([^"]+)"', form)[1]
    assert [browser.post(address, again).status_code for _time in range(2)] == [303, 303]
    assert Post.objects.filter(topic=topic).count() == 2


@pytest.mark.parametrize(("outage", "status", "words"), OUTAGES)
def test_the_text_of_any_form_is_kept(outage, status, words, answered, root, ben, board, topic):
    forms = [
        (ben, "/settings/", PREFERENCES, ["Benedikt", TEXT]),
        (
            ben,
            f"{board.get_absolute_url()}new/",
            {"title": "My title", "body": TEXT, "key": "k"},
            ["My title", TEXT],
        ),
        (None, f"{topic.get_absolute_url()}reply/", {"body": TEXT}, [TEXT]),
        (
            root,
            f"/p/{topic.posts.get().pk}/edit/",
            {"title": "Another title", "body": TEXT, "base": "1"},
            [TEXT],
        ),
        (root, f"/p/{topic.posts.get().pk}/remove/", {"reason": TEXT}, [TEXT]),
        (
            root,
            "/admin/topics/tag/add/",
            {"name": "Paper", "slug": "paper", "description": TEXT},
            ["Paper", TEXT],
        ),
    ]
    browsers = {member: answered(member) for member, *_rest in forms}
    for member, address, fields, texts in forms:
        with outage():
            headers = {"Origin": "http://testserver"}
            answer = browsers[member].post(address, fields, headers=headers)
        assert answer.status_code == status, (address, answer.status_code)
        for text in texts:
            assert text in answer.text, address
    assert not Tag.objects.exists()


@pytest.mark.parametrize(("outage", "status", "words"), OUTAGES)
def test_a_secret_is_never_shown_again(outage, status, words, answered):
    fields = {"username": "newcomer", "email": "new@example.org", "password1": PASSWORD, "login": "newcomer"}
    for address in ("/accounts/signup/", "/accounts/login/"):
        with outage():
            answer = answered().post(address, fields | {"password": PASSWORD, "code": "123-secret"})
        # Signing in under a name that nobody has needs no writing.
        assert answer.status_code == status or address == "/accounts/login/"
        assert "newcomer" in answer.text
        assert PASSWORD not in answer.text
        assert "123-secret" not in answer.text
        assert answer.status_code == 200 or "csrfmiddlewaretoken" not in answer.text


def test_a_database_that_is_gone_is_said_on_every_page_and_back_by_itself(answered, ben, topic):
    browsers = [answered(), answered(ben)]
    for browser in browsers:
        for address in (
            topic.get_absolute_url(),
            "/",
            "/nowhere/",
            "/notifications/count/",
            "/accounts/login/",
        ):
            with gone():
                answer = browser.get(address)
            assert (answer.status_code, "Retry-After" in answer.headers) in {(503, True), (403, False)}, (
                address
            )
            assert browser.get(address).status_code in (200, 403, 404, 302)
    with gone():
        assert browsers[0].get("/healthz/").text == "ok\n"


def test_a_script_gets_the_words_and_no_page(answered, ben, topic):
    browser = answered(ben)
    with gone():
        for answer in (
            browser.post("/preview/", {"body": TEXT}, headers={"Sec-Fetch-Dest": "empty"}),
            browser.get("/notifications/count/", headers={"Sec-Fetch-Dest": "empty"}),
        ):
            assert answer.status_code == 503
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert len(answer.text) < 100


@pytest.mark.parametrize(
    ("outage", "sentence"),
    [
        pytest.param(write_lock, "the database is locked\n", id="locked"),
        pytest.param(only_readable, "the database can only be read\n", id="read-only"),
        pytest.param(full_disk, "the disk is full\n", id="full"),
        pytest.param(gone, None, id="gone"),
    ],
)
def test_readiness_says_so_and_the_process_stays_alive(outage, sentence, as_):
    browser = as_()
    assert browser.get("/readyz/").text.startswith("ready\n")
    with outage():
        answer = browser.get("/readyz/")
        assert answer.status_code == 503
        assert answer.text == sentence or sentence is None
        assert browser.get("/healthz/").text == "ok\n"
    assert browser.get("/readyz/").status_code == 200


@pytest.fixture
def log():
    """What the forum's log holds, line by line."""
    lines: list[str] = []
    handler = logging.StreamHandler()
    handler.addFilter(OneLineFilter())
    handler.emit = lambda record: lines.extend(handler.format(record).splitlines())  # type: ignore[method-assign]
    logging.getLogger("django.request").addHandler(handler)
    yield lines
    logging.getLogger("django.request").removeHandler(handler)


def test_an_outage_is_one_line_in_the_log(answered, ben, topic, log):
    browser = answered(ben)
    with gone():
        browser.get("/latest/")
    # A page that is only read is tried twice.
    assert all("/latest/ (" in line for line in log)
    assert len(log) <= 2
    del log[:]
    with write_lock():
        reply(browser, topic)
    assert len(log) == 1
    assert "locked" in log[0]


def test_a_bug_is_a_500_with_its_traceback_and_keeps_what_was_typed(answered, ben, log, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("forum.pages.settings.forms.ProfileForm.save", broken)
    answer = answered(ben).post("/settings/", PREFERENCES | {"password": PASSWORD})
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert TEXT in answer.text
    assert "Benedikt" in answer.text
    assert PASSWORD not in answer.text
    assert len(log) > 5
    assert log[-1] == "ZeroDivisionError"


def test_only_what_is_outside_is_taken_for_outside():
    assert outage_of(RedisGone("Connection refused")) is SHARED
    assert outage_of(OSError(errno.ENOSPC, "No space left on device")) is FULL
    assert outage_of(OSError(errno.ENOENT, "No such file")) is None
    assert outage_of(None) is None
    for statement in ("SELECT x FROM nowhere", "SELECT 'is locked' FROM nowhere"):
        with pytest.raises(Error, match="nowhere") as caught, connection.cursor() as cursor:
            cursor.execute(statement)
        assert outage_of(caught.value) is None


def test_a_request_waits_for_locks_once_and_not_at_every_write():
    def locked(sql, *_rest):
        asked.append(sql)
        time.sleep(0.02)
        raise OperationalError("database is locked")

    asked: list[str] = []
    patience, context = LockPatience(0.01), {"connection": connection}
    connection.ensure_connection()
    # With somebody who wants to see the statements, or it would be asked of SQLite itself.
    seen = connection.execute_wrapper(lambda execute, *statement: execute(*statement))
    with seen, pytest.raises(OperationalError, match="is locked"):
        patience(locked, "BEGIN IMMEDIATE", None, False, context)
    for statement in ("BEGIN IMMEDIATE", "INSERT INTO x", "UPDATE x", "DELETE FROM x"):
        with pytest.raises(LockTimeout):
            patience(locked, statement, None, False, context)
    assert asked == ["BEGIN IMMEDIATE"]
    assert patience(lambda *_asked: "rows", "SELECT 1", None, False, context) == "rows"
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "\n    INSERT INTO limits_window AS s (key) VALUES ('k')",
        'SELECT "id" FROM "topics_topic" WHERE "id" = 1 FOR UPDATE',
        'SELECT "id" FROM "topics_topic" WHERE "id" = 1 FOR NO KEY UPDATE OF "topics_topic"',
    ],
)
def test_who_has_waited_long_enough_waits_at_no_other_place_that_locks(db, sql):
    """PostgreSQL would wait anew for each of them."""
    patience, context = LockPatience(10.0), {"connection": connection}
    patience.left = 0.0
    with pytest.raises(LockTimeout):
        patience(lambda *_args: None, sql, (), False, context)
    assert not may_wait("SELECT 1, ' for an update'")


@pytest.mark.parametrize("outage", [gone, write_lock, only_readable])
def test_a_process_is_alive_to_somebody_who_is_signed_in_too(outage, answered, ben):
    browser = answered(ben)
    with outage():
        assert browser.get("/healthz/").text == "ok\n"
        assert browser.get("/readyz/").headers["Content-Type"] == "text/plain"
    # Nor does it sign them out.
    assert browser.get("/notifications/").status_code == 200
