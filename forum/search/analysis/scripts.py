"""Which signs of Unicode are of which kind, as the insides of a class in a regular expression."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

# Writing that puts no spaces between words, or whose words carry their particles: Thai, Lao, Burmese, Khmer, Hangul,
# kana (also half as wide) and Han.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U00020000-\U0003ffff"
)


def ranges(codes: Iterable[int]) -> Iterator[str]:
    """Neighbours of a sorted row together: 1, 2, 3, 5 are \\x01-\\x03 and \\x05."""
    for _distance, group in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        run = [code for _at, code in group]
        yield f"\\U{run[0]:08x}-\\U{run[-1]:08x}"


# What stands above, below or beside a letter and belongs to it, in the planes that have such signs.
MARKS = (
    "".join(ranges(code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M")))
    + "\u200c\u200d"
)

UNSPACED_SIGN = re.compile(f"[{UNSPACED}]")
