"""How many rows PostgreSQL expects, from its statistics. Where they are wrong, a search is slower, and nothing else."""

import json
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

RESERVE = 1.3  # times as many as are needed, for an estimate may be too high
UNREMOVED = 2  # times as many as expected: of NOT IN it is always expected that half of the rows pass
BOUNDS = """
    SELECT histogram_bounds::text::timestamptz[] FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'search_searchdocument' AND attname = 'created_at'
"""


def moment_of_enough(cursor: CursorWrapper, sql: str, values: list[Any], enough: int) -> datetime | None:
    """Since when the query has `enough` of its rows, expectably; None if all of them are not many more."""
    share = RESERVE * enough / max(UNREMOVED * expected_rows(cursor, sql, values), 1)
    if share > 1 / RESERVE:
        return None
    cursor.execute(BOUNDS)
    bounds = next((bounds for (bounds,) in cursor.fetchall()), None)
    # Between two bounds there are as many rows as between any other two.
    return bounds[int((len(bounds) - 1) * (1 - share))] if bounds else None


def expected_rows(cursor: CursorWrapper, sql: str, values: list[Any]) -> int:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
    [(explained,)] = cursor.fetchall()
    [plan] = json.loads(explained) if isinstance(explained, str) else explained
    return int(plan["Plan"]["Plan Rows"])
