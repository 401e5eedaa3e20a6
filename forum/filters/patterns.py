"""Patterns of the admin, run by an engine whose time grows with the length of a text alone, whatever the pattern."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

try:
    import re2
except ImportError:  # no wheel for this system: the admin is told, and makes no patterns
    re2 = None

MEMORY = 1 << 20  # bytes that one pattern may take once it is compiled
MOST_HITS = 500  # looked for in one text


class BadPattern(ValueError):
    """The argument is a translated sentence."""


class Pattern(Protocol):
    def finditer(self, text: str) -> Iterator[Any]: ...


def is_available() -> bool:
    return re2 is not None


def compiled(text: str) -> Pattern:
    """Raise BadPattern if it cannot be used: it is no pattern, it is too large, or it fits an empty text."""
    if re2 is None:
        raise BadPattern(_("Patterns can’t be used on this system. Use words or domains."))
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = MEMORY, False, False
    try:
        pattern: Pattern = re2.compile(text, options)
        fits_nothing = re2.compile(f"^(?:{text})$", options).search("")
    except re2.error as error:
        words = error.args[0] if error.args else ""
        words = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        raise BadPattern(_("This pattern can’t be read: %(why)s") % {"why": words}) from error
    if fits_nothing:
        raise BadPattern(_("This pattern also fits an empty text. Write what has to be there."))
    return pattern


def spans(pattern: Pattern, text: str) -> list[tuple[int, int]]:
    found = (match.span() for match in islice(pattern.finditer(text), MOST_HITS))
    return [(start, end) for start, end in found if end > start]
