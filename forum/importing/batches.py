from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 2000  # values in one statement: databases have a limit, and far below it they are no faster

Value = TypeVar("Value")


def parts(values: Iterable[Value], size: int = AT_ONCE) -> Iterator[list[Value]]:
    coming = iter(values)
    while part := list(islice(coming, size)):
        yield part
