from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

EXAMPLES = 5


@dataclass(frozen=True)
class Fault:
    """One way in which rows are not as they should be; `code` is for programs, `what` for people."""

    code: str
    what: str
    count: int
    examples: tuple[Any, ...] = ()


def fault_if_any(rows: QuerySet[Any], code: str, what: str, field: str = "pk") -> Iterator[Fault]:
    """A fault if there are any such rows. A whole forum pays for one query, without a count."""
    examples = tuple(rows.order_by().values_list(field, flat=True)[:EXAMPLES])
    if examples:
        count = rows.count() if len(examples) == EXAMPLES else len(examples)
        yield Fault(code, what, count, tuple(sorted(examples)))


def faults_in_one_pass(rows: QuerySet[Any], kinds: Mapping[str, tuple[str, Q]]) -> Iterator[Fault]:
    """The faults of several kinds, {code: (what, condition)}, in one walk over a large table."""
    names = {f"kind_{index}": code for index, code in enumerate(kinds)}
    counts = rows.aggregate(**{name: Count("pk", filter=kinds[code][1]) for name, code in names.items()})
    for name, code in names.items():
        if counts[name]:
            what, condition = kinds[code]
            examples = rows.filter(condition).order_by("pk").values_list("pk", flat=True)[:EXAMPLES]
            yield Fault(code, what, counts[name], tuple(examples))
