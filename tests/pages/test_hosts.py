"""Under which names the forum answers, and from where it believes that somebody comes."""

import pytest
from django.test import Client
from django.urls import reverse

from forum.pages.client_limits import client_ip
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

STRANGERS = [
    "evil.example",
    "192.0.2.7",
    "www.testserver",
    "a,b",
    "testserver:",
    "[::1",
    "a b",
    "testserver.evil.example",
]


@pytest.mark.parametrize("host", STRANGERS)
def test_a_strangers_host_gets_one_plain_page_and_no_traceback(host, caplog):
    answer = Client().get("/", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "The one here is at http://" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert caplog.records == []


@pytest.mark.parametrize("host", [*STRANGERS, "127.0.0.1", ""])
@pytest.mark.parametrize("path", ["/healthz/", "/readyz/"])
def test_health_checks_answer_under_any_host(path, host, caplog):
    assert Client().get(path, headers={"host": host}).status_code == 200
    assert caplog.records == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz/x", "//healthz/"])
def test_nothing_else_answers_under_any_host(path):
    assert Client().get(path, headers={"host": "evil.example"}).status_code == 400


@pytest.fixture
def behind(settings):
    def proxies(number):
        settings.FORUM_TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = number

    return proxies


def address(rf, **headers):
    return client_ip(
        rf.get("/", REMOTE_ADDR="192.0.2.1", headers={k.replace("_", "-"): v for k, v in headers.items()})
    )


@pytest.mark.parametrize(
    "word", ["unknown", "junk", "_hidden", "", ",", "1.2.3", "203.0.113.5, unknown", "\u0663"]
)
def test_a_proxy_that_names_no_address_leaves_the_one_at_the_end_of_the_line(rf, behind, word):
    behind(1)
    assert address(rf, X_Forwarded_For=word) == "192.0.2.1"


def test_a_proxys_word_counts_only_where_one_is_trusted(rf, behind):
    assert address(rf, X_Forwarded_For="203.0.113.5") == "192.0.2.1"
    behind(1)
    assert address(rf, X_Forwarded_For="203.0.113.5") == "203.0.113.5"
    assert address(rf, X_Forwarded_For="198.51.100.9, 203.0.113.5") == "203.0.113.5"
    assert address(rf, X_Forwarded_For="[2001:db8::1]:4711") == "2001:db8::1"


def test_whoever_comes_past_one_of_two_proxies_is_not_refused(rf, behind):
    behind(2)
    assert address(rf, X_Forwarded_For="203.0.113.5") == "192.0.2.1"
    assert address(rf) == "192.0.2.1"
    assert address(rf, X_Forwarded_For="198.51.100.9, 203.0.113.5") == "198.51.100.9"


@pytest.mark.parametrize("word", ["unknown", "junk"])
def test_somebody_whose_address_the_proxy_does_not_know_can_sign_in(ada, behind, word):
    behind(1)
    answer = Client().post(
        reverse("account_login"), {"login": "ada", "password": PASSWORD}, headers={"X-Forwarded-For": word}
    )
    assert answer.status_code == 302
