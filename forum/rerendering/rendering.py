"""Rendering stored texts again, on all processors, a little ahead of saving them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from forum import markup
from forum.rerendering.report import Outcome, Report
from forum.rerendering.saving import Result, judged, save
from forum.rerendering.stored_texts import KINDS, POST, REVISION, Row, StoredText
from forum.site.models import SiteSettings

BATCH = 50  # rows in one transaction
READ = 200  # rows in one query


@dataclass
class Rerendering:
    """`is_all` takes every text instead of those of an older version, `with_pictures` every one that may show pictures,
    `topic` only the posts of one topic.

    Each batch is saved on its own, and what is saved is not of an older version any more: broken off anywhere, it can
    be begun again.
    """

    is_all: bool = False
    topic: int | None = None
    with_pictures: bool = False
    is_trial: bool = False
    processors: int | None = None
    report: Report = field(default_factory=Report)

    def kinds(self) -> list[StoredText]:
        return [REVISION, POST] if self.topic else list(KINDS.values())

    def rows(self, kind: StoredText) -> QuerySet[Any]:
        if self.with_pictures:
            return kind.rows_with_pictures()
        rows = kind.rows(every=self.is_all or self.topic is not None)
        if self.topic is None:
            return rows
        return rows.filter(**{"topic" if kind is POST else "post__topic": self.topic})

    def count(self) -> int:
        return sum(self.rows(kind).count() for kind in self.kinds())

    def run(self) -> Iterator[int]:
        """Render all of it, yielding after each transaction how many rows it saved."""
        for kind in self.kinds():
            for rows in self.run_kind(kind):
                yield len(rows)
        if not self.is_trial and self.topic is None:
            note_site_texts()

    def run_kind(self, kind: StoredText, after: int = 0, limit: int | None = None) -> Iterator[list[Row]]:
        """Render rows of one kind, by their keys from `after` on, yielding those of each transaction."""
        rows = islice(by_key(self.rows(kind), after), limit)
        texts = ((row, kind.source_of(row), markup.linked_members(kind.html_of(row))) for row in rows)
        options = SiteSettings.current().markup_options
        rendered = markup.render_many(texts, markup.LONGEST, options=options, processors=self.processors)
        while batch := list(islice(rendered, BATCH)):
            self.save(kind, batch)
            yield [row for row, _ in batch]

    def save(self, kind: StoredText, batch: list[tuple[Row, Result]]) -> None:
        judge = judged if self.is_trial else save
        outcomes = judge(kind, batch)
        for (row, result), outcome in zip(batch, outcomes, strict=True):
            self.report.count(outcome)
            if outcome == Outcome.KEPT:
                self.report.name_kept(kind, row, reason_of(result))


def by_key(rows: QuerySet[Any], after: int) -> Iterator[Row]:
    """The rows in the order of their keys, a few hundred in memory, and no cursor that stays open meanwhile."""
    while read := list(rows.filter(pk__gt=after).order_by("pk")[:READ]):
        yield from read
        after = read[-1].pk


def reason_of(result: Result) -> str:
    return str(result.message if isinstance(result, markup.Refused) else result.plain_reason)


def note_site_texts() -> None:
    """Note that the owner's texts are of this version by now."""
    SiteSettings.objects.filter(pk=1).update(markup_version=markup.VERSION)
