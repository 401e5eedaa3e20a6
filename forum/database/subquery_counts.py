from typing import Any

from django.db.models import Count, F, QuerySet, Subquery
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet[Any], by: str = "pk") -> Coalesce:
    """A subquery that counts these, 0 if there are none; `by` a number that each has, such as an index holds."""
    # In one group, by an expression that is the same for all: Django leaves a constant out of GROUP BY.
    ungrouped = rows.order_by().annotate(one=F(by) - F(by)).values("one")
    return Coalesce(Subquery(ungrouped.annotate(n=Count(by)).values("n")), 0)
