"""What a statement costs on a large forum: which large tables it reads as a whole or sorts, and how much work that is."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tests.plumbing.plans import explained

# Steps of SQLite's machine, of which a row takes five to twenty; rows that PostgreSQL reads.
MOST_STEPS, MOST_ROWS = 15_000, 2_000
STEPS_A_TICK = 100


@dataclass(frozen=True)
class Cost:
    amount: int
    faults: list[str]  # whole tables that are read, and rows that are sorted
    plan: str

    @property
    def is_dear(self) -> bool:
        most = MOST_ROWS if connection.vendor == "postgresql" else MOST_STEPS
        return bool(self.faults) and self.amount > most


def cost_of(sql: str, values: Any, large_tables: set[str]) -> Cost:
    if connection.vendor == "postgresql":
        return _on_postgresql(sql, values, large_tables)
    return _on_sqlite(sql, values, large_tables)


def _on_sqlite(sql: str, values: Any, large_tables: set[str]) -> Cost:
    plan = explained(sql, values)
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    connection.connection.set_progress_handler(tick, STEPS_A_TICK)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()
    finally:
        connection.connection.set_progress_handler(None, 0)
    names = _tables_by_name(sql)
    faults = [line for line in plan.splitlines() if _is_fault(line, names, large_tables)]
    return Cost(ticks * STEPS_A_TICK, faults, plan)


def _tables_by_name(sql: str) -> dict[str, str]:
    """Plans name a table as the statement does, which may be by a letter."""
    return {
        name: table
        for table, name in re.findall(r'(?:FROM|JOIN) "(\w+)" (?:AS )?"?([A-Z]\d+|mark|follow)\b', sql)
    }


def _is_fault(line: str, names: dict[str, str], large_tables: set[str]) -> bool:
    scanned = re.match(r"SCAN (\w+)", line)
    return "TEMP B-TREE" in line or bool(scanned and names.get(scanned[1], scanned[1]) in large_tables)


def _on_postgresql(sql: str, values: Any, large_tables: set[str]) -> Cost:
    """As it goes about it by itself; where that is a fault, whether it is one by indexes too.

    Where all of a table is five thousand rows it rightly reads them: that says nothing of a table that grows. What is
    a fault still has no index to go by.
    """
    cost = _as_planned(sql, values, large_tables)
    return cost if cost.is_dear and _has_no_index(sql, values, large_tables) else Cost(0, [], cost.plan)


def _has_no_index(sql: str, values: Any, large_tables: set[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET enable_sort = off")
        try:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
            (said,) = cursor.fetchone()
        finally:
            cursor.execute("RESET enable_seqscan")
            cursor.execute("RESET enable_sort")
    plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    return any(
        (node["Node Type"] == "Seq Scan" and node["Relation Name"] in large_tables)
        or (node["Node Type"] == "Sort" and node["Plans"][0]["Plan Rows"] > MOST_ROWS)
        for node in _nodes(plan)
    )


def _as_planned(sql: str, values: Any, large_tables: set[str]) -> Cost:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values)
        (said,) = cursor.fetchone()
    plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    amount, faults = 0, []
    for node in _nodes(plan):
        read, kind = _rows_read(node), node["Node Type"]
        amount += read if "Scan" in kind else 0
        if kind == "Seq Scan" and node["Relation Name"] in large_tables and read > MOST_ROWS:
            faults.append(f"{kind} of {read} rows of {node['Relation Name']}")
        if kind == "Sort" and (rows := _rows_read(node["Plans"][0])) > MOST_ROWS:
            faults.append(f"{kind} of {rows} rows")
    return Cost(amount, faults, json.dumps(plan))


def _rows_read(node: dict[str, Any]) -> int:
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + dropped) * node["Actual Loops"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
