"""Appeals by month, for the figures of moderation: how many came, what came of them, and how long that took."""

from datetime import date, datetime
from statistics import median

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.appeals.models import Appeal
from forum.moderation.figures import Cells, Figure, Row, by_month, cells_by_name


def appeals(since: datetime) -> list[Row]:
    labels = dict(Appeal.Outcome.choices)
    sent: Cells = dict(by_month(Appeal.objects.filter(sent_at__gte=since), "sent_at"))
    decided = Appeal.objects.filter(decided_at__gte=since)
    outcomes = cells_by_name(by_month(decided, "decided_at", "outcome"))
    rows = [Row(_("Appeals sent"), sent)] if sent else []
    rows += [Row(labels.get(name, name), cells) for name, cells in sorted(outcomes.items())]
    return rows + times(since)


def times(since: datetime) -> list[Row]:
    spans: dict[date, list[float]] = {}
    decided = Appeal.objects.filter(decided_at__gte=since).annotate(took=F("decided_at") - F("sent_at"))
    for decided_at, took in decided.values_list("decided_at", "took").iterator():
        month = timezone.localtime(decided_at).date().replace(day=1)
        spans.setdefault(month, []).append(took.total_seconds() / 3600)
    cells: Cells = {month: round(median(hours), 1) for month, hours in spans.items()}
    return [Row(_("Median time from an appeal to its decision"), cells, _("hours"))] if cells else []


APPEALS = Figure(heading=gettext_lazy("Appeals"), rows=appeals)
