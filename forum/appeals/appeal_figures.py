"""Appeals by month, for the figures of moderation: how many came, what came of them, and how long that took."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.appeals.models import Appeal
from forum.moderation.figures import Cells, Figure, Row, by_month, cells_by_name, median_hours


def appeals(since: datetime) -> list[Row]:
    labels = dict(Appeal.Outcome.choices)
    sent: Cells = dict(by_month(Appeal.objects.filter(sent_at__gte=since), "sent_at"))
    decided = Appeal.objects.filter(decided_at__gte=since)
    outcomes = cells_by_name(by_month(decided, "decided_at", "outcome"))
    rows = [Row(_("Appeals sent"), sent)] if sent else []
    rows += [Row(labels.get(name, name), cells) for name, cells in sorted(outcomes.items())]
    return rows + times(since)


def times(since: datetime) -> list[Row]:
    cells = median_hours(Appeal.objects.filter(decided_at__gte=since), "sent_at", "decided_at")
    return [Row(_("Median time from an appeal to its decision"), cells, _("hours"))] if cells else []


APPEALS = Figure(heading=gettext_lazy("Appeals"), rows=appeals)
