from typing import Any

from django.db.models import Count, F, QuerySet, Subquery
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """A subquery that counts these, 0 if there are none."""
    # In one group, by an expression that is the same for all: Django leaves a constant out of GROUP BY.
    ungrouped = rows.order_by().annotate(one=F("pk") - F("pk")).values("one")
    return Coalesce(Subquery(ungrouped.annotate(n=Count("pk")).values("n")), 0)
