"""One part of a file, as players and broken downloads ask for it (RFC 9110, section 14)."""

import re
from typing import NamedTuple

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Part(NamedTuple):
    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class OutOfRange(Exception):
    """Nothing of the file is in the range."""


def part_of(header: str | None, length: int) -> Part | None:
    """Return the part; None for the whole: of several ranges, or what is no range, one is free to send all.

    Raise OutOfRange.
    """
    match = RANGE.fullmatch(header.replace(" ", "")) if header and header.isascii() else None
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        count = min(int(match[2]), length)
        first, last = length - count, length - 1
    else:
        first, last = int(match[1]), min(int(match[2]), length - 1) if match[2] else length - 1
        if match[2] and int(match[2]) < first:
            return None
    if first > last:
        raise OutOfRange
    return Part(first, last)
