"""Saving what was rendered again, a few rows in one transaction, while the forum goes on."""

from collections.abc import Sequence

from django.db import transaction

from forum.announcements.banners import refresh_banners
from forum.markup import VERSION, Refused, Rendered
from forum.markup.pipeline import PLAIN
from forum.posts import storing
from forum.rerendering.report import Outcome
from forum.rerendering.stored_texts import ANNOUNCEMENT, POST, SITE_TEXTS, Row, StoredText
from forum.site.models import SiteSettings
from forum.topics.kept_pages import renew_kept_pages

Result = Rendered | Refused


def outcome_of(kind: StoredText, row: Row, result: Result) -> Outcome:
    """What is to be done with what came out. It must not take from readers what they could read before."""
    was_plain = kind.html_of(row).startswith(PLAIN)
    if isinstance(result, Refused):
        return Outcome.SAME if was_plain else Outcome.KEPT
    if result.plain and not was_plain:
        return Outcome.KEPT
    is_same = result.html == kind.html_of(row) and (kind is not POST or result.text == row.text)
    return Outcome.SAME if is_same else Outcome.CHANGED


def judged(kind: StoredText, rendered: Sequence[tuple[Row, Result]]) -> list[Outcome]:
    return [outcome_of(kind, row, result) for row, result in rendered]


@transaction.atomic
def save(kind: StoredText, rendered: Sequence[tuple[Row, Result]]) -> list[Outcome]:
    """Save a batch; a row that was edited since it was read stays as its author left it."""
    wanted = judged(kind, rendered)
    if kind is POST:
        renew_kept_pages({row.topic_id for row in changed(rendered, wanted)})
    outcomes = [
        outcome if update(kind, row, changes(kind, result, outcome)) else Outcome.OVERTAKEN
        for (row, result), outcome in zip(rendered, wanted, strict=True)
    ]
    rows = changed(rendered, outcomes)
    if rows and kind is POST:
        storing.call_writers(rows)
    elif rows and kind in SITE_TEXTS:
        renew_all_pages(kind)
    return outcomes


def changed(rendered: Sequence[tuple[Row, Result]], outcomes: Sequence[Outcome]) -> list[Row]:
    pairs = zip(rendered, outcomes, strict=True)
    return [row for (row, _), outcome in pairs if outcome == Outcome.CHANGED]


def changes(kind: StoredText, result: Result, outcome: Outcome) -> dict[str, object]:
    fields: dict[str, object] = {kind.version: VERSION} if kind.version else {}
    if outcome == Outcome.CHANGED and isinstance(result, Rendered):
        fields[kind.html] = result.html
        if kind is POST:
            fields |= {"text": result.text, "is_plain": result.plain}
    return fields


def update(kind: StoredText, row: Row, fields: dict[str, object]) -> bool:
    """Write the fields; return False if the row is not as it was read any more."""
    if not fields:
        return True
    as_read = {kind.source: kind.source_of(row)}
    if kind.version:
        as_read[kind.version] = getattr(row, kind.version)
    for name, value in fields.items():
        setattr(row, name, value)
    return bool(kind.model._default_manager.filter(pk=row.pk, **as_read).update(**fields))


def renew_all_pages(kind: StoredText) -> None:
    if kind is ANNOUNCEMENT:
        refresh_banners()
    SiteSettings.bump()
