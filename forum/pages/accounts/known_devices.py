"""Remembers browsers that have signed in, so that others' wrong passwords do not lock a member out of theirs.

A cookie names the member, the password it was given for, and the browser. It is signed, sent to /accounts/ alone, and
good for nothing but a count of tries of its own. Another password makes it worthless.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

# `__Host-` would demand the whole site as its path, and a visitor's pages are kept only for those without cookies.
COOKIE = f"{'__Secure-' if settings.IS_HTTPS else ''}device"
PATH = "/accounts/"
SALT = "forum.pages.accounts.known_devices"
KEPT = "_known_device"  # the attribute that keeps it, as allauth asks several times in one request
KEPT_FOR = 180 * 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Device:
    member: int
    number: str


def known_device(request: HttpRequest) -> Device | None:
    """The browser this request came from, if its member signed in from it with the password they have now."""
    if not hasattr(request, KEPT):
        setattr(request, KEPT, _read(request.COOKIES.get(COOKIE, "")))
    device: Device | None = getattr(request, KEPT)
    return device


def remember(request: HttpRequest, member: User, response: HttpResponse) -> None:
    """Give the browser the cookie that says that this member signed in from it."""
    known = known_device(request)
    number = known.number if known and known.member == member.pk else secrets.token_hex(12)
    response.set_cookie(
        COOKIE,
        signing.dumps([member.pk, _mark(member), number], salt=SALT),
        max_age=KEPT_FOR,
        path=PATH,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read(cookie: str) -> Device | None:
    try:
        pk, mark, number = signing.loads(cookie, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member = User.objects.filter(pk=pk, is_active=True, closed_at=None).first()
    if member is None or not constant_time_compare(mark, _mark(member)):
        return None
    return Device(member.pk, number)


def _mark(member: User) -> str:
    return salted_hmac(SALT, member.password, algorithm="sha256").hexdigest()[:32]
