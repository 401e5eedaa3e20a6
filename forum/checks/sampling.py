"""How much a check looks at where it is dear: a sample that is another one each day, or all with `--deep`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from math import isqrt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

FIRST = 11  # a prime that is no week


@dataclass(frozen=True)
class Look:
    is_deep: bool = False
    day: int = field(default_factory=lambda: timezone.now().toordinal())

    def place(self, many: int) -> int:
        """One of so many places, another each day.

        Counted by a prime, so that who looks every other day, or once a week, comes to each of them too.
        """
        primes = (
            each for each in count(max(many, FIRST)) if all(each % n for n in range(2, isqrt(each) + 1))
        )
        return self.day % next(primes) % many

    def parts(self, rows: QuerySet[Any, Any], size: int) -> Iterator[list[Any]]:
        """The newest so many rows, and those of one more range of as many ids; or all of them, so many at a time.

        Of rows of values the first is the id.
        """
        rows = rows.order_by("-pk")
        part = list(rows[:size])
        yield part
        if self.is_deep:
            while part := list(rows.filter(pk__lt=_id_of(part[-1]))[:size]) if part else []:
                yield part
            return
        # Of the whole table, which is asked of its key alone.
        last = rows.model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        if others := range(last, 0, -size)[1:]:
            start = others[self.place(len(others))]
            yield list(rows.filter(pk__gt=start - size, pk__lte=start))


def _id_of(row: Any) -> int:
    number: int = row[0] if isinstance(row, tuple) else row.pk
    return number
