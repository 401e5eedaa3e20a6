"""Recounts in one walk over an index, where asking for each row's own would read its posts one by one."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


def with_a_sum(*counts: QuerySet[Any, Any]) -> RawSQL:
    """The first columns of such rows (keys, number) whose numbers do not add up to nothing, over all with their keys.

    One statement, so that it is right also while people post.
    """
    parts = [rows.order_by().query.sql_with_params() for rows in counts]
    width = len(counts[0].query.values_select) + len(counts[0].query.annotation_select)
    *keys, number = (f"column_{place}" for place in range(width))
    listed = ", ".join(keys)
    together = " UNION ALL ".join(sql for sql, _parameters in parts)
    sql = f"WITH counts ({listed}, {number}) AS ({together}) SELECT {keys[0]} FROM counts"  # noqa: S608
    values = [value for _sql, parameters in parts for value in parameters]
    return RawSQL(f"{sql} GROUP BY {listed} HAVING SUM({number}) <> 0", values)  # noqa: S611
