"""Items of the queue that are alike, so that one decision can do for all of them: a wave of spam, mostly."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from accounts.models import User
from forum.moderation import queue
from forum.moderation.queue import Likeness, Source, Words

FEWEST = 5  # alike items that are shown together
MOST_READ = 500  # items of a source that are compared
MOST_SHOWN = 100  # of a group at once


@dataclass(frozen=True)
class Group:
    source: Source[Any]
    likeness: Likeness
    rows: Sequence[Any]

    @property
    def key(self) -> str:
        """What stands for it in an address: the same as long as there are such items."""
        return key_of(self.source, self.likeness)

    @property
    def words(self) -> Words:
        return self.likeness.words

    @property
    def oldest(self) -> datetime:
        oldest: datetime = min(getattr(row, self.source.since) for row in self.rows)
        return oldest

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Together:
    """What can be decided together: alike items, largest group first, and for each source all that there is."""

    groups: Sequence[Group]
    wholes: Sequence[Group]


def key_of(source: Source[Any], likeness: Likeness) -> str:
    said = f"{source.name} {likeness.kind} {likeness.key}"
    return sha256(said.encode()).hexdigest()[:16]


def together_for(reader: User) -> Together:
    """Of what this moderator has to decide; an item is in one group at most."""
    groups: list[Group] = []
    wholes: list[Group] = []
    for source, rows in rows_by_source(reader):
        groups += groups_of(source, rows)
        if len(rows) >= FEWEST:
            wholes.append(Group(source, whole_of(source), rows))
    return Together(sorted(groups, key=lambda group: -group.count), wholes)


def rows_by_source(reader: User) -> Iterator[tuple[Source[Any], list[Any]]]:
    for source in queue.TABLE.values():
        if source.likenesses is not None and source.lines is not None:
            open_rows = source.open_to(reader).prefetch_related(None)
            yield source, list(open_rows.order_by(source.since, "pk")[:MOST_READ])


def whole_of(source: Source[Any]) -> Likeness:
    return Likeness("all", "", source.label)


def groups_of(source: Source[Any], rows: Sequence[Any]) -> list[Group]:
    if source.likenesses is None or len(rows) < FEWEST:
        return []
    of_rows = source.likenesses(rows)
    counts = Counter((one.kind, one.key) for each in of_rows for one in set(each))
    members: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    words: dict[tuple[str, str], Likeness] = {}
    for row, likenesses in zip(rows, of_rows, strict=True):
        # The closest likeness that enough of them have.
        for one in likenesses:
            if counts[one.kind, one.key] >= FEWEST:
                members[one.kind, one.key].append(row)
                words.setdefault((one.kind, one.key), one)
                break
    # What is left of one whose items have a closer likeness may be few.
    return [Group(source, words[key], each) for key, each in members.items() if len(each) >= FEWEST]


def group_called(reader: User, key: str) -> Group | None:
    found = together_for(reader)
    return next((group for group in [*found.groups, *found.wholes] if group.key == key), None)


def group_shown(reader: User, key: str) -> Group | None:
    """The same for whoever has the page before them: also where few are left, or most have a closer likeness now.

    It has all that have this in common; what to decide about is what was listed.
    """
    for source, rows in rows_by_source(reader):
        whole = whole_of(source)
        if rows and key == key_of(source, whole):
            return Group(source, whole, rows)
        found = source.likenesses(rows) if source.likenesses else []
        alike = [(row, one) for row, each in zip(rows, found, strict=True) for one in set(each)]
        alike = [(row, one) for row, one in alike if key_of(source, one) == key]
        if alike:
            return Group(source, alike[0][1], [row for row, _one in alike])
    return None
