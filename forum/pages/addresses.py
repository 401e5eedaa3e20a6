"""How addresses are read and made."""

from typing import TypeGuard
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import register_converter
from django.utils.http import url_has_allowed_host_and_scheme

from forum.markup.unicode_text import WORD
from forum.site.slugs import Thing, find_by_slug


class IdConverter:
    """A row's number; nothing longer than a database column holds."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


# Here, for several modules have numbers of rows in their addresses, and each of them may be read first.
register_converter(IdConverter, "id")


class SlugConverter:
    """Words of any script, joined by hyphens."""

    regex = f"[-{WORD}]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def row_number(written: str) -> int | None:
    """A row's number that a stranger has sent, or None: nothing longer than a database column holds."""
    # isdecimal() alone admits digits of other scripts.
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None


def number_or_404(sent: str) -> int:
    number = row_number(sent)
    if number is None:
        raise Http404
    return number


def at_address_or_404(things: QuerySet[Thing], slug: str) -> Thing:
    """The board or tag with this address, now or before; a query may hold anything, NUL too."""
    thing = find_by_slug(things, slug.replace("\x00", ""))
    if thing is None:
        raise Http404
    return thing


def with_next(path: str, next_path: str | None) -> str:
    """Return the path with `?next=`, if there is a `next_path`."""
    return f"{path}?{urlencode({'next': next_path})}" if next_path else path


def next_or(request: HttpRequest, address: str) -> str:
    """Return where a form or link asks to go on afterwards, or else this address."""
    wanted = request.POST.get("next") or request.GET.get("next")
    return wanted if is_ours(wanted) else address


def is_ours(address: str | None) -> TypeGuard[str]:
    """Whether `next` may lead there: only to a path on this site."""
    if not address or not address.startswith("/") or any(ord(c) < 32 or c == "\\" for c in address):
        return False
    return url_has_allowed_host_and_scheme(address, allowed_hosts=None) and not urlsplit(address).netloc
