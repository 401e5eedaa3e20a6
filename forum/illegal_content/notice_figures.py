"""Reports of illegal content in the monthly figures: by category, by decision, and how long they took."""

from datetime import date, datetime
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.illegal_content.models import Case, Notice
from forum.moderation.figures import Cells, Figure, Row, by_month, cells_by_name


def received(since: datetime) -> list[Row]:
    rows = by_month(Notice.objects.filter(created_at__gte=since), "created_at", "category")
    return [Row(name, cells) for name, cells in sorted(cells_by_name(rows).items())]


def decided(since: datetime) -> list[Row]:
    cases = Case.objects.filter(decided_at__gte=since)
    labels = dict(Case.Outcome.choices)
    outcomes = cells_by_name(by_month(cases, "decided_at", "outcome"))
    spans: dict[date, list[float]] = {}
    for decided_at, opened_at in cases.values_list("decided_at", "opened_at").iterator():
        if decided_at is not None:
            month = timezone.localtime(decided_at).date().replace(day=1)
            spans.setdefault(month, []).append((decided_at - opened_at).total_seconds() / 3600)
    took: Cells = {month: round(median(hours), 1) for month, hours in spans.items()}
    return [
        *(Row(labels.get(name, name), cells) for name, cells in sorted(outcomes.items())),
        Row(_("Median time from the first report of something to its decision"), took, _("hours")),
    ]


FIGURES = (
    Figure(heading=gettext_lazy("Reports of illegal content, by category"), rows=received),
    Figure(heading=gettext_lazy("Things reported as illegal that were decided"), rows=decided),
)
