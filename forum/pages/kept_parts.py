"""Parts of a page that are the same for many readers: rendered from a few facts, and kept under these facts.

The template sees nothing but the facts, so nothing that it shows can be missing from what it is kept under. What is
another for each reader stands in places that are filled afterwards.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 500  # of some KB each
SPECIAL = re.compile("[&<>\"']")  # what is not itself in HTML


class Place(SafeString):
    """Stands for what is put in afterwards; no name and no title can know it.

    It is a number, so that an address can have it, and is left as it is by what makes HTML of moments and pictures.
    """


class MomentPlace(Place):
    """Stands for a moment: for its words itself, and its `iso` for how programs read it."""

    iso: str


def moment_places(count: int) -> list[MomentPlace]:
    found = []
    for words, iso in zip(places(count), places(count), strict=True):
        place = MomentPlace(words)
        place.iso = iso
        found.append(place)
    return found


def places(count: int) -> list[str]:
    return [Place(10**17 + secrets.randbelow(10**17)) for _place in range(count)]


def to_fill(html: str, *names: str) -> str:
    """The HTML with these places as `%` fills them, which is what takes least."""
    return re.sub(f"({'|'.join(names)})", r"%(\1)s", html.replace("%", "%%"))


class AtVersion:
    """Something big as a fact: the same as another if both are of the same version."""

    def __init__(self, thing: Any, version: Hashable) -> None:
        self._thing, self._version = thing, version

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thing, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AtVersion) and self._version == other._version

    def __hash__(self) -> int:
        return hash(self._version)


def included(context: Context, template: str) -> SafeString:
    """The template within the page, rendered now, as `{% include %}` does."""
    html: SafeString = Engine.get_default().get_template(template).render(context)
    return html


def kept_part(
    template: str,
    facts: Mapping[str, Hashable],
    filled: Mapping[str, str],
    made_of: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> SafeString:
    """The template with these facts, and with what fills its places, which is escaped unless it is HTML.

    `made_of` makes what the template is given of the facts, where it takes more than they are, such as a form.
    """
    parts = _rendered(template, get_language() or "", tuple(facts.items()), tuple(filled), made_of)
    values = {place: escaped(value) for place, value in filled.items()}
    return SafeString("".join(map(values.get, parts, parts)))


def kept_page(
    template: str,
    facts: Mapping[str, Hashable],
    filled: Mapping[str, str | bytes],
    made_of: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> bytes:
    """The same for a whole page, as it is sent; what is bytes already is HTML. To put texts together costs more."""
    parts = _page(template, get_language() or "", tuple(facts.items()), tuple(filled), made_of)
    values = {
        place.encode(): value if isinstance(value, bytes) else escaped(value).encode()
        for place, value in filled.items()
    }
    return b"".join(map(values.get, parts, parts))


def escaped(value: str) -> str:
    """As `conditional_escape`, which first looks whether a plain text is one that waits for its language."""
    if type(value) is not str:
        return conditional_escape(value)
    return escape(value) if SPECIAL.search(value) else value


@lru_cache(KEPT)
def _page(*of: Any) -> list[bytes]:
    return [part.encode() for part in _parts(*of)]


@lru_cache(KEPT)
def _rendered(*of: Any) -> list[str]:
    return _parts(*of)


def _parts(
    template: str,
    _language: str,
    facts: tuple[tuple[str, Hashable], ...],
    filled: tuple[str, ...],
    made_of: Callable[[dict[str, Any]], dict[str, Any]],
) -> list[str]:
    html = render_to_string(template, made_of(dict(facts)))
    return re.split(f"({'|'.join(filled)})", html) if filled else [html]
