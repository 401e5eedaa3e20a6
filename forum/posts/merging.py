"""Two texts that were made of one, put together by lines. Pure, and bounded in time as `differences` is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.posts.differences import Budget, opcodes

Lines = Sequence[str]
Span = tuple[int, int, int, int, int, int]  # from and to, in the base, in theirs and in mine


@dataclass(frozen=True)
class Merge:
    """`overlaps` counts the passages that both have changed: there both versions stand, theirs first."""

    text: str
    overlaps: int


def merge(base: str | None, theirs: str, mine: str) -> Merge:
    """Return one text with the changes of both. Each line that either has written anew is in it.

    Without a base nobody can say what was taken out and what was put in, so every line of both stays.
    """
    budget = Budget()
    their_lines, my_lines = theirs.split("\n"), mine.split("\n")
    if base is None:
        lines, overlaps = both(their_lines, my_lines, budget)
        return Merge("\n".join(lines), overlaps)
    base_lines, merged, overlaps = base.split("\n"), list[str](), 0
    for a, b, c, d, e, f in spans(base_lines, their_lines, my_lines, budget):
        chunk, count = choice(base_lines[a:b], their_lines[c:d], my_lines[e:f], budget)
        merged += chunk
        overlaps += count
    return Merge("\n".join(merged), overlaps)


def choice(base: Lines, theirs: Lines, mine: Lines, budget: Budget) -> tuple[Lines, int]:
    """What a passage becomes: what one of them made of it, or both versions where both did."""
    if theirs == mine or mine == base:
        return theirs, 0
    if theirs == base:
        return mine, 0
    lines, _count = both(theirs, mine, budget)
    return lines, 1


def both(theirs: Lines, mine: Lines, budget: Budget) -> tuple[list[str], int]:
    """Every line of both, once where they are the same, and how often they are not."""
    lines, count = list[str](), 0
    for kind, a, b, c, d in opcodes(theirs, mine, budget):
        lines += theirs[a:b]
        if kind == "equal":
            continue
        count += 1
        # Or two versions of a paragraph would run together into one.
        if a < b and c < d and theirs[b - 1].strip() and mine[c].strip():
            lines.append("")
        lines += mine[c:d]
    return lines, count


def spans(base: Lines, theirs: Lines, mine: Lines, budget: Budget) -> Iterator[Span]:
    """Cut the three texts where all of them agree: passages that do, and between them those that do not."""
    base_at, their_at, my_at = 0, 0, 0
    for start, end, their_start, my_start in agreed(base, theirs, mine, budget):
        if (base_at, their_at, my_at) != (start, their_start, my_start):
            yield base_at, start, their_at, their_start, my_at, my_start
        length = end - start
        base_at, their_at, my_at = end, their_start + length, my_start + length
        yield start, end, their_start, their_at, my_start, my_at
    yield base_at, len(base), their_at, len(theirs), my_at, len(mine)


def agreed(base: Lines, theirs: Lines, mine: Lines, budget: Budget) -> Iterator[tuple[int, int, int, int]]:
    """The lines of the base that both have kept: from and to, and where they begin in either text."""
    kept = [
        [step[1:] for step in opcodes(base, text, budget) if step[0] == "equal"] for text in (theirs, mine)
    ]
    here, there = 0, 0
    while here < len(kept[0]) and there < len(kept[1]):
        a, b, their_start, _their_end = kept[0][here]
        c, d, my_start, _my_end = kept[1][there]
        start, end = max(a, c), min(b, d)
        if start < end:
            yield start, end, their_start + start - a, my_start + start - c
        if b < d:
            here += 1
        else:
            there += 1
