"""What each filter did, counted by day, for the admin's page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from forum.filters.models import FilterDay
from forum.posts.approval import Finding

KEPT = timedelta(days=400)
SHOWN = timedelta(days=30)
COUNTED = ("held", "asked", "refused", "replaced", "approved", "rejected")


def count(what: str, names: Iterable[str]) -> None:
    """Count it for today; `what` is a column of FilterDay."""
    today = timezone.localdate()
    rows = [FilterDay(name=name[:40], day=today) for name in sorted(set(names))]
    if rows:
        FilterDay.objects.bulk_create(rows, ignore_conflicts=True)
        FilterDay.objects.filter(name__in=[row.name for row in rows], day=today).update(**{what: F(what) + 1})


def names_of(reasons: Iterable[Mapping[str, Any]]) -> set[str]:
    """The names under which the stored reasons of one text are counted: words by their rules, too."""
    names = set()
    for reason in reasons:
        names.add(str(reason["name"]))
        names |= {f"word-{rule}" for rule in reason.get("evidence", {}).get("rules", ())}
    return names


def count_held(found: Sequence[Finding]) -> None:
    count("held", names_of(finding.as_json() for finding in found))


def lately() -> dict[str, dict[str, int]]:
    """By name, what each did in the last 30 days."""
    since = timezone.localdate() - SHOWN
    rows = FilterDay.objects.filter(day__gt=since).order_by().values_list("name")
    sums = [Sum(what) for what in COUNTED]
    return {name: dict(zip(COUNTED, counts, strict=True)) for name, *counts in rows.annotate(*sums)}


def tidy(**_: object) -> None:
    FilterDay.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
