"""Two texts beside each other, with the words that differ marked, for pages."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.models import User
from forum import limits
from forum.posts.differences import Passage, Piece, differences

AROUND = 3  # lines that are the same, shown before and after a change
Side = Sequence[Piece]


@dataclass(frozen=True)
class Row:
    """A passage that differs, or lines that do not: `skipped` of them are left out here."""

    before: Side = ()
    after: Side = ()
    same: str = ""
    skipped: int = 0


def compare(reader: User, before: str, after: str) -> list[Row]:
    """Return what a page shows of the difference; raise LimitExceeded if the reader has had too much compared."""
    usage = limits.peek("comparing", reader.pk)
    if usage.is_over:
        raise limits.LimitExceeded(usage.retry_after)
    started = time.process_time()
    passages = differences(before, after)
    limits.charge("comparing", reader.pk, int((time.process_time() - started) * 1000) + 1)
    return list(rows_of(passages))


def compare_if_allowed(reader: User, before: str, after: str) -> list[Row] | None:
    """The same, or None beyond the limit: for pages that have to be shown all the same."""
    try:
        return compare(reader, before, after)
    except limits.LimitExceeded:
        return None


def rows_of(passages: Sequence[Passage]) -> Iterator[Row]:
    last = len(passages) - 1
    for number, passage in enumerate(passages):
        if passage.is_changed:
            yield Row(tuple(shown(passage.before)), tuple(shown(passage.after)))
        else:
            yield from same_rows(passage.before[0].text, is_first=number == 0, is_last=number == last)


def shown(side: Side) -> Iterator[Piece]:
    """The pieces, without the line end behind the last, and with a sign where only a line end changed."""
    for number, piece in enumerate(side):
        text = piece.text.removesuffix("\n") if number == len(side) - 1 else piece.text
        if piece.is_changed and not text.strip():
            text = text.replace("\n", "¶\n") or "¶"
        if text:
            yield Piece(text, piece.is_changed)


def same_rows(text: str, *, is_first: bool, is_last: bool) -> Iterator[Row]:
    """The lines next to a change; how many there are further away."""
    lines = text.removesuffix("\n").split("\n")
    head, tail = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(lines) <= head + tail + 1:
        yield Row(same="\n".join(lines))
        return
    if head:
        yield Row(same="\n".join(lines[:head]))
    yield Row(skipped=len(lines) - head - tail)
    if tail:
        yield Row(same="\n".join(lines[-tail:]))
