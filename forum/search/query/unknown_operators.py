"""What looks like an operator and is none, such as `auther:` or `from:`, and which operator was probably meant."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forum.search.query.lines import Part
from forum.search.similar_words import distance

# What other forums and mailboxes call them.
ELSEWHERE = {
    "by": "author",
    "category": "board",
    "forum": "board",
    "from": "author",
    "member": "author",
    "since": "after",
    "until": "before",
    "user": "author",
}
SHORTEST = 3  # letters: a slip away from is: and in: are it:, if: and id:, which stand in many texts
MOST = 3


@dataclass(frozen=True)
class OperatorHint:
    typed: str
    meant: str
    line: str  # with the one that was meant


def operator_hints(line: str, parts: Iterable[Part], names: Iterable[str]) -> tuple[OperatorHint, ...]:
    """For each operator of the line that there is not, but that is much like one; each once."""
    found = {part.unknown: None for part in parts if part.unknown and not part.is_excluded}
    return tuple(_hints(line, found, tuple(names)))[:MOST]


def _hints(line: str, unknown: Iterable[str], names: tuple[str, ...]) -> Iterator[OperatorHint]:
    for typed in unknown:
        if meant := meant_by(typed, names):
            instead = re.compile(rf"(?<!\w){typed}(?=[:：])", re.IGNORECASE)
            yield OperatorHint(typed, meant, instead.sub(meant, line))


def meant_by(typed: str, names: Iterable[str]) -> str:
    if typed in ELSEWHERE:
        return ELSEWHERE[typed]
    near = (name for name in names if min(len(typed), len(name)) >= SHORTEST and distance(typed, name) == 1)
    return next(near, "")
