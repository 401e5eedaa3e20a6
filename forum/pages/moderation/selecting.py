"""What a moderator has selected, on the page that is shown and on others that were shown before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest

from forum.pages.moderation.step import Step
from forum.pages.moderation.step_table import steps_for
from forum.pages.pagination import Pages

MOST_KEPT = 1_100  # things; a few more than any step takes, so that it can say so
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST = 20_000  # characters
WAITING = "waiting"


@dataclass(frozen=True)
class Selection:
    on: str
    chosen: frozenset[int]
    here: str  # the address without the boxes
    kept: str  # those selected elsewhere, for the form
    elsewhere: int
    previous: str | None
    following: str | None
    steps: Sequence[Step]

    @classmethod
    def on_page(
        cls, request: HttpRequest, on: str, rows: Iterable[Any], pages: Pages, *, only: Sequence[str] = ()
    ) -> Self | None:
        """The selection, if the address asks for boxes."""
        if not is_asked(request, on):
            return None
        chosen = frozenset(unpacked(request.GET.get("kept", "")))
        others = chosen - {row.pk for row in rows}
        previous, following = (
            selecting(pages.address(number)) if 1 <= number <= pages.count else None
            for number in (pages.number - 1, pages.number + 1)
        )
        steps = steps_for(request.user, on, only=only)
        return cls(on, chosen, pages.here, packed(others), len(others), previous, following, steps)


def is_asked(request: HttpRequest, on: str) -> bool:
    """Whether the address asks for boxes beside such things: texts that wait stand on the pages of posts and topics."""
    asked = request.GET.get("select")
    return asked is not None and (asked == WAITING) == (on == WAITING)


def selecting(address: str, kept: Collection[int] = (), *, on: str = "") -> str:
    """The address of a page with boxes, and what is selected already."""
    query = {"select": on if on == WAITING else "1"} | ({"kept": packed(kept)} if kept else {})
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"


def packed(numbers: Collection[int]) -> str:
    """Write the numbers as short as an address can take a thousand of them: each as its distance to the one before."""
    words, before = [], 0
    for number in sorted(numbers):
        words.append(_in_digits(number - before))
        before = number
    return ".".join(words)


def unpacked(words: str) -> set[int]:
    """Read what `packed` wrote; of anything else nothing."""
    numbers: set[int] = set()
    number = 0
    if not words or len(words) > LONGEST:
        return numbers
    for word in words.split(".")[:MOST_KEPT]:
        if not (0 < len(word) < 13 and all(letter in DIGITS for letter in word)):
            return set()
        number += int(word, 36)
        if number >= 2**63:
            return set()
        numbers.add(number)
    return numbers


def _in_digits(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits or "0"
