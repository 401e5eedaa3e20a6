"""Which signs of Unicode are of which kind, as the insides of a class in a regular expression."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

# Writing that puts no spaces between words, or whose words carry their particles.
BLOCKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3041, 0x30FF),  # Kana
    (0x3131, 0x318E),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFFDC),  # half as wide
    (0x20000, 0x323AF),
)


def signs(first: int, last: int, kinds: str) -> Iterator[int]:
    """Those of a block that are letters (L), marks on letters (M) or numbers (N)."""
    return (code for code in range(first, last + 1) if unicodedata.category(chr(code))[0] in kinds)


def ranges(codes: Iterable[int]) -> Iterator[str]:
    """Neighbours of a sorted row together: 1, 2, 3, 5 are \\x01-\\x03 and \\x05."""
    for _distance, group in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        run = [code for _at, code in group]
        yield f"\\U{run[0]:08x}-\\U{run[-1]:08x}"


# What is above, below or beside a letter and belongs to it, in the planes that have such signs.
MARKS = "".join(ranges(signs(0x300, 0x1FFFF, "M"))) + "\u200c\u200d"
UNSPACED = "".join(part for block in BLOCKS for part in ranges(signs(*block, "LMN")))
UNSPACED_SIGN = re.compile(f"[{UNSPACED}]")
