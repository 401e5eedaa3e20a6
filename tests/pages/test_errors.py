import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.conftest import PASSWORD


def test_a_page_that_is_none_is_a_friendly_404(as_, db):
    answer = as_().get("/nowhere/")
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/t/1-a/x.css", "/t/1-a/x", "/b/../admin", "/t/99999999999999999999-a/", "/p/0/"]
)
def test_an_address_beside_a_page_is_not_the_page(address, as_, topic):
    assert as_().get(address).status_code == 404


def test_too_large_a_form_is_a_413(as_, ben, topic):
    answer = as_(ben).post(f"{topic.get_absolute_url()}reply/", {"body": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_forged_host_is_refused(db):
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_method_no_page_has_is_refused(as_, topic):
    assert as_().put(topic.get_absolute_url()).status_code == 405
    assert as_().delete(topic.get_absolute_url()).status_code == 405


def test_an_error_of_ours_is_a_500_that_keeps_the_text(as_, ben, topic, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("forum.posts.publishing.reply", broken)
    browser = as_(ben)
    browser.raise_request_exception = False
    answer = browser.post(f"{topic.get_absolute_url()}reply/", {"body": "Do not lose me", "key": "k"})
    assert answer.status_code == 500
    assert "Do not lose me" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_a_password_is_never_shown_again(ben):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/accounts/login/", {"login": "ben", "password": PASSWORD})
    assert answer.status_code == 403
    assert PASSWORD not in answer.text


def test_every_answer_carries_the_headers_that_defend_it(as_, ben, root, topic):
    addresses = ("/", topic.get_absolute_url(), "/nowhere/", "/accounts/login/", "/admin/", "/healthz/")
    for reader in (None, ben, root):
        for address in addresses:
            headers = as_(reader).get(address).headers
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert headers["X-Frame-Options"] == "DENY"
            assert "camera=()" in headers["Permissions-Policy"]


def test_what_a_member_sees_is_kept_out_of_shared_caches(as_, ben, topic):
    for address in ("/", topic.get_absolute_url(), "/latest/"):
        assert as_(ben).get(address).headers["Cache-Control"] == "private, no-store"
        visitor = as_().get(address)
        assert "no-store" not in visitor.headers["Cache-Control"]
        assert "Cookie" in visitor.headers["Vary"]


def test_alive_and_ready_say_so(as_, db):
    assert as_().get("/healthz/").text == "ok\n"
    assert (
        as_().get("/readyz/").text
        == "ready\na job waits: 0 s\nmail waits: 0 s\nreports of illegal content: 0\na report of illegal content waits: 0 s\n"
    )


def test_not_ready_while_a_migration_waits(as_, db):
    MigrationRecorder.Migration.objects.filter(app="posts").delete()
    answer = as_().get("/readyz/")
    assert (answer.status_code, answer.text) == (503, "migrations are waiting\n")


def test_a_preview_is_for_members_and_says_what_is_wrong(as_, ben, db):
    assert as_().post("/preview/", {"body": "*x*"}).status_code == 403
    assert "<em>x</em>" in as_(ben).post("/preview/", {"body": "*x*"}).text
    assert as_(ben).post("/preview/", {"body": ""}).status_code == 422
    assert as_(ben).get("/preview/").status_code == 405
