"""What the tests of the ways in share: a forum with mail, one that counts tries, and the forms filled in."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from forum.mail.sending import Sender
from tests.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LINK = re.compile(r"^http://127\.0\.0\.1:8000(/accounts/\S+)$", re.MULTILINE)


@pytest.fixture
def with_mail(settings):
    """A forum whose owner has set EMAIL_URL: addresses are confirmed before anybody is let in."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.HAS_MAIL = True


@pytest.fixture
def counting(settings):
    """Used codes are remembered: elsewhere in the tests nothing is, so that no test stands in another's way."""
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    cache.clear()


def sign_up(client, username="Zoe", email="zoe@example.org", password=PASSWORD, **more):
    fields = {"username": username, "email": email, "password1": password} | more
    return client.post(reverse("account_signup"), fields)


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": login, "password": password} | more)


def is_in(client: Client) -> bool:
    return client.get(reverse("settings")).status_code == 200


def link_in(message, part="") -> str:
    """The path of the first link in a mail's text, or of the first that has `part` in it."""
    return next(path for path in LINK.findall(message.body) if part in path)


def sent_mails():
    """All mails so far, what still waited for the worker included."""
    while Sender().send_due():
        pass
    return mail.outbox


def last_mail():
    return sent_mails()[-1]


@pytest.fixture
def with_app():
    """with_app(ada): she has an authenticator app and recovery codes; answers its authenticator."""

    def act(member):
        RecoveryCodes.activate(member)
        return TOTP.activate(member, SECRET).instance

    return act


def code_now(steps: int = 0) -> str:
    """What the app shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps))


def show_oneself(client, password=PASSWORD):
    """Answer the question that comes before what matters for an account."""
    return client.post(reverse("account_reauthenticate"), {"password": password})
