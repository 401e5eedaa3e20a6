"""The browser that signed in before. It is remembered, so that others' wrong passwords do not shut a member out of it.

A cookie names the member, the password it was given for, and the browser; it is signed, sent to the ways in alone, and
good for nothing but a count of tries of its own. Another password makes it worthless.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

# `__Host-` would demand the whole site as its path, and a visitor's pages are kept only for those without cookies.
COOKIE = f"{'__Secure-' if settings.IS_HTTPS else ''}device"
PATH = "/accounts/"
SALT = "forum.pages.accounts.known_devices"
KEPT_FOR = 180 * 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Device:
    member: int
    number: str


def known_device(request) -> Device | None:
    """The browser this request came from, if its member signed in from it with the password they have now."""
    if not hasattr(request, "_known_device"):
        request._known_device = _read(request.COOKIES.get(COOKIE, ""))
    return request._known_device


def remember(request, response) -> None:
    """Let the browser know that the member who is signed in signed in from it."""
    known = known_device(request)
    number = known.number if known and known.member == request.user.pk else secrets.token_hex(12)
    response.set_cookie(
        COOKIE,
        signing.dumps([request.user.pk, _mark(request.user), number], salt=SALT),
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
    member = get_user_model().objects.filter(pk=pk, is_active=True, closed_at=None).first()
    if member is None or not constant_time_compare(mark, _mark(member)):
        return None
    return Device(member.pk, number)


def _mark(member) -> str:
    return salted_hmac(SALT, member.password, algorithm="sha256").hexdigest()[:32]
