"""Reports of illegal content in the monthly figures: by category, by decision, and how long they took."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.illegal_content.models import Case, Notice
from forum.moderation.figures import Figure, Row, by_month, cells_by_name, median_hours


def received(since: datetime) -> list[Row]:
    rows = by_month(Notice.objects.filter(created_at__gte=since), "created_at", "category")
    return [Row(name, cells) for name, cells in sorted(cells_by_name(rows).items())]


def decided(since: datetime) -> list[Row]:
    cases = Case.objects.filter(decided_at__gte=since)
    labels = dict(Case.Outcome.choices)
    outcomes = cells_by_name(by_month(cases, "decided_at", "outcome"))
    took = median_hours(cases, "opened_at", "decided_at")
    return [
        *(Row(labels.get(name, name), cells) for name, cells in sorted(outcomes.items())),
        Row(_("Median time from the first report of something to its decision"), took, _("hours")),
    ]


FIGURES = (
    Figure(heading=gettext_lazy("Reports of illegal content, by category"), rows=received),
    Figure(heading=gettext_lazy("Things reported as illegal that were decided"), rows=decided),
)
