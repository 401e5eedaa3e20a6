"""What rendering again has done, for the command to say."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.urls import reverse

from forum.rerendering.stored_texts import ABOUT, PAGE, POST, REVISION, Row, StoredText
from forum.site.absolute_addresses import absolute

MOST_NAMED = 200


class Outcome(StrEnum):
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"  # its old HTML, as it would have become plain text or nothing
    OVERTAKEN = "overtaken"  # by an edit, which had it rendered


@dataclass
class Report:
    counts: Counter[Outcome] = field(default_factory=Counter)
    kept: list[tuple[str, str]] = field(default_factory=list)  # address, reason; the first MOST_NAMED

    def count(self, outcome: Outcome) -> None:
        self.counts[outcome] += 1

    def name_kept(self, kind: StoredText, row: Row, reason: str) -> None:
        if len(self.kept) < MOST_NAMED:
            self.kept.append((address_of(kind, row), reason))


def address_of(kind: StoredText, row: Row) -> str:
    """Where the text can be read."""
    if kind is POST or kind is PAGE:
        return absolute(row.get_absolute_url())
    if kind is REVISION:
        return absolute(reverse("post-history", args=[row.post_id]))
    if kind is ABOUT:
        return absolute(reverse("member", args=[row.username]))
    return f"{kind.name} {row.pk}"
