from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

BATCH_SIZE = 2000  # values in one statement: databases have a limit, and far below it they are no faster

Value = TypeVar("Value")


def in_batches(values: Iterable[Value], size: int = BATCH_SIZE) -> Iterator[list[Value]]:
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch
