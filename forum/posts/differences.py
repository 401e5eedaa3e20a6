"""What differs between two texts: first by lines, then by words. Pure, and bounded in time for any two texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate

# Scripts that are written without spaces: each sign is a word, or a whole paragraph would be one.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A word keeps the signs that are set on its letters; dashes, quotes and brackets stand alone.
WORD = re.compile(
    rf"\s+|[{UNSPACED}]|(?:(?![{UNSPACED}])(?:\w|[^\x00-\x7f\s\u2010-\u2027\u2030-\u205e]))+|.", re.DOTALL
)
MOST_STEPS = 1_500_000  # of comparing, for one pair of texts: about a third of a second
STEPS_A_LOOK = 40  # what looking for a match costs, whatever is found
MOST_PIECES = 1_000  # marked apart on one page; beyond that nobody reads them one by one


@dataclass(frozen=True)
class Piece:
    text: str
    is_changed: bool


@dataclass(frozen=True)
class Passage:
    """Lines of both texts that belong together. In one that is the same, both sides are the same piece."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.is_changed for piece in (*self.before, *self.after))


@dataclass
class Budget:
    steps: int = MOST_STEPS
    pieces: int = MOST_PIECES


def differences(before: str, after: str, budget: Budget | None = None) -> list[Passage]:
    """Return all of both texts as passages: the pieces of either side, joined, are that text.

    What is left when the time is used up counts as changed. Several pairs of texts may share a budget.
    """
    budget = budget or Budget()
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [
        passage(kind, "".join(old[a:b]), "".join(new[c:d]), budget)
        for kind, a, b, c, d in opcodes(old, new, budget)
    ]


def passage(kind: str, before: str, after: str, budget: Budget) -> Passage:
    if kind == "equal":
        same = (Piece(before, is_changed=False),)
        return Passage(same, same)
    if before and after:
        return by_words(before, after, budget)
    return Passage(whole(before), whole(after))


def whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, is_changed=True),) if text else ()


def by_words(before: str, after: str, budget: Budget) -> Passage:
    old, new = WORD.findall(before), WORD.findall(after)
    steps = list(joined(old, opcodes(old, new, budget)))
    budget.pieces -= len(steps)
    if budget.pieces < 0 or all(kind != "equal" for kind, *_ranges in steps):
        return Passage(whole(before), whole(after))
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, a, b, c, d in steps:
        for side, text in zip(sides, ("".join(old[a:b]), "".join(new[c:d])), strict=True):
            if text:
                side.append(Piece(text, is_changed=kind != "equal"))
    return Passage(tuple(sides[0]), tuple(sides[1]))


Opcode = tuple[str, int, int, int, int]


def joined(words: Sequence[str], steps: Sequence[Opcode]) -> Iterator[Opcode]:
    """The same steps, with changes made one where nothing but spaces and signs stands between them."""
    last: Opcode | None = None
    for number, step in enumerate(steps):
        kind, a, b, _c, _d = step
        is_between = 0 < number < len(steps) - 1 and not any(map(has_letters, words[a:b]))
        changes = kind != "equal" or is_between
        if changes and last:
            last = ("replace", last[1], step[2], last[3], step[4])
        elif changes:
            last = ("replace", *step[1:])
        else:
            if last:
                yield last
            last = None
            yield step
    if last:
        yield last


def has_letters(word: str) -> bool:
    return any(map(str.isalnum, word))


def opcodes(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Opcode]:
    """As `SequenceMatcher.get_opcodes`, within the budget."""
    start = common_start(old, new)
    end = common_start(old[start:][::-1], new[start:][::-1])
    # What is the same at both ends need not be looked for, and then a text of one word repeated is no trouble.
    matcher = BoundedMatcher(old[start : len(old) - end], new[start : len(new) - end], budget)
    steps: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
    steps += [
        (kind, a + start, b + start, c + start, d + start) for kind, a, b, c, d in matcher.get_opcodes()
    ]
    if end:
        steps.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return steps


def common_start(old: Sequence[str], new: Sequence[str]) -> int:
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


class BoundedMatcher(SequenceMatcher[str]):
    """Finds no more matches once its budget is used up: texts can be made for which it would take minutes."""

    def __init__(self, old: Sequence[str], new: Sequence[str], budget: Budget) -> None:
        super().__init__(None, old, new)
        self.budget = budget
        # How many steps it takes to look through the first words, since each is compared with all its like.
        likes: dict[str, list[int]] = self.b2j  # type: ignore[attr-defined]  # typeshed leaves it out
        self.costs = [0, *accumulate(len(likes.get(word, ())) + 1 for word in old)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        ahi = len(self.costs) - 1 if ahi is None else ahi
        cost = self.costs[ahi] - self.costs[alo] + STEPS_A_LOOK
        if cost > self.budget.steps:
            return Match(alo, blo, 0)
        self.budget.steps -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)
