"""How a database would answer: each step of its plan, on a forum of which only the tables' shapes are there."""

from django.db import connection

from tests.plumbing.plans import forget_statistics_rolled_back


def plan_of(sql: str, values=None) -> str:
    """The plan in one text. PostgreSQL has too few rows here to care for indexes, so it is forbidden to scan."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql if values else sql.replace('%', '%%')}", values)
            return "\n".join(row[0] for row in cursor.fetchall())
        forget_statistics_rolled_back(cursor)
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "\n".join(row[3] for row in cursor.fetchall())


def plan_of_queryset(rows) -> str:
    return plan_of(*rows.query.sql_with_params())


def scans(plan: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Steps that look at all rows of a table."""
    steps = [line.strip() for line in plan.splitlines()]
    # Of all topics by time, the first alone is looked at.
    steps = [step for step in steps if not step.endswith("USING COVERING INDEX topic_latest")]
    whole = [step for step in steps if step.startswith("SCAN ") or "Seq Scan on" in step]
    return [step for step in whole if not any(name in step for name in but)]


def asks_for_unread_topics(queries) -> int:
    """How many of these queries work out what is unread anywhere."""
    return sum(
        "UNION" in query["sql"]
        and '"topics_readmark"' in query["sql"]
        and "bell" not in query["sql"]
        and "notifications_notification" not in query["sql"]
        for query in queries
    )
