"""Services of others that judge spam: asked only where the owner set them, and without an answer all goes on."""

import json
import time
from dataclasses import replace

import pytest

from accounts.models import User
from forum.environment.environment import SettingError
from forum.environment.spam_services import Captcha, SpamServices, spam_services
from forum.posts.models import PendingPost, Post
from forum.sign_up.models import SignUpRequest
from forum.spam_services import asking
from tests.conftest import PASSWORD
from tests.plumbing.internet import answer

pytestmark = pytest.mark.django_db

NONE = SpamServices("", False, None)


@pytest.fixture
def web(online, monkeypatch):
    """The internet, where all that is encrypted is not: what is asked is seen."""
    monkeypatch.setattr("forum.fetching.fetching.encrypted", lambda connection, *_args: connection)
    return online


def says(web, place, body):
    """Whatever is asked at this host and path gets this answer."""
    web.pages = AnyQuery(
        place, body if isinstance(body, bytes) else answer(body.encode(), Content_Type="text/plain")
    )


class AnyQuery(dict):
    def __init__(self, place, page):
        super().__init__()
        self.place, self.page = place, page

    def get(self, address, default=None):
        return self.page if address.partition("?")[0] == self.place else default


def reply(as_, member, topic):
    address = topic.get_absolute_url()
    return as_(member).post(f"{address}reply/", {"body": "Words of mine.", "key": "k" * 32})


def sign_up(as_, **more):
    sent = {"username": "zoe", "email": "zoe@example.net", "password1": PASSWORD} | more
    return as_(None, REMOTE_ADDR="203.0.113.9").post("/accounts/signup/", sent)


def test_nothing_is_asked_unless_it_is_set(as_, web, ben, topic, settings):
    settings.SPAM_SERVICES = NONE
    reply(as_, ben, topic)
    sign_up(as_)
    assert web.asked == []
    assert Post.objects.filter(author=ben).exists()


@pytest.mark.parametrize(("said", "waits"), [("true", True), ("false", False), ("invalid", False)])
def test_what_akismet_calls_spam_waits(as_, web, ben, topic, settings, said, waits):
    settings.SPAM_SERVICES = replace(NONE, akismet_key="abc")
    says(web, "rest.akismet.com/1.1/comment-check", said)
    reply(as_, ben, topic)
    assert web.asked[0][0].startswith("POST /1.1/comment-check")
    assert PendingPost.objects.filter(author=ben).exists() is waits
    assert Post.objects.filter(author=ben).exists() is not waits


def test_staff_are_not_judged(as_, web, root, topic, settings):
    settings.SPAM_SERVICES = replace(NONE, akismet_key="abc")
    reply(as_, root, topic)
    assert web.asked == []


@pytest.mark.parametrize(
    ("found", "waits"),
    [
        ({"appears": 1, "confidence": 97.5}, True),
        ({"appears": 1, "confidence": 3}, False),
        ({"appears": 0}, False),
    ],
)
def test_whom_stopforumspam_knows_waits(as_, web, settings, found, waits):
    settings.SPAM_SERVICES = replace(NONE, asks_stop_forum_spam=True)
    says(web, "api.stopforumspam.org/api", json.dumps({"success": 1, "ip": {"appears": 0}, "email": found}))
    sign_up(as_)
    assert "email=zoe%40example.net" in web.asked[0][0]
    assert SignUpRequest.objects.filter(member__username="zoe").exists() is waits


@pytest.mark.parametrize("provider", ["turnstile", "hcaptcha"])
def test_a_captcha_is_asked_and_its_providers_word_counts(as_, web, settings, provider):
    settings.SPAM_SERVICES = replace(NONE, captcha=Captcha(provider, "site-key", "secret"))
    host, path, name = {
        "turnstile": ("challenges.cloudflare.com", "/turnstile/v0/siteverify", "cf-turnstile-response"),
        "hcaptcha": ("api.hcaptcha.com", "/siteverify", "h-captcha-response"),
    }[provider]
    page = as_().get("/accounts/signup/").text
    assert 'data-sitekey="site-key"' in page
    assert "secret" not in page
    assert "Show that you are no program." in sign_up(as_).text
    says(web, host + path, json.dumps({"success": False}))
    assert "That didn’t work. Try again." in sign_up(as_, **{name: "token"}).text
    assert not User.objects.filter(username="zoe").exists()
    says(web, host + path, json.dumps({"success": True}))
    sign_up(as_, **{name: "token"})
    assert User.objects.filter(username="zoe").exists()


@pytest.mark.parametrize("trouble", [b"", answer(b"x", "500 Oh"), answer(b"<html>"), "slow"])
def test_without_an_answer_all_goes_on_soon_and_the_log_says_so(
    as_, web, ben, topic, settings, monkeypatch, caplog, trouble
):
    settings.SPAM_SERVICES = SpamServices("abc", True, Captcha("turnstile", "site-key", "secret"))
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    page = (lambda _connection: time.sleep(1)) if trouble == "slow" else trouble
    monkeypatch.setattr(web, "pages", Everywhere(page))
    started = time.monotonic()
    reply(as_, ben, topic)
    sign_up(as_, **{"cf-turnstile-response": "token"})
    assert Post.objects.filter(author=ben).exists()
    assert User.objects.filter(username="zoe", waits_since=None).exists()
    assert time.monotonic() - started < 10
    assert caplog.text.count("let through") >= 2


class Everywhere(dict):
    def __init__(self, page):
        super().__init__()
        self.page = page

    def get(self, _address, _default=None):
        return self.page


def test_what_the_environment_says_is_read_and_judged():
    assert spam_services({}) == NONE
    said = spam_services({"AKISMET_KEY": "k1", "STOPFORUMSPAM": "1", "CAPTCHA": "hcaptcha:a-b:0xC"})
    assert said == SpamServices("k1", True, Captcha("hcaptcha", "a-b", "0xC"))
    for wrong in ({"AKISMET_KEY": "a b"}, {"CAPTCHA": "recaptcha:a:b"}, {"CAPTCHA": "turnstile:a"}):
        with pytest.raises(SettingError):
            spam_services(wrong)
