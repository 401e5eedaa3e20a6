"""Letters made alike: é and e, Ａ and a, ß and ss. What tells words apart in other scripts stays."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart.
SPECIAL = {
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ё": "е",
}
# A short i is a letter of its own, which endings are known by; so are these of its neighbours.
KEPT = set("йїўґ")
# Accents; points of Hebrew and vowels of Arabic, which most people leave out; joiners and selectors, which nobody sees.
DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]"
)


class Folding(dict[int, str]):
    """What each sign becomes, found once."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if sign in KEPT:
            folded = sign
        elif sign in SPECIAL:
            folded = SPECIAL[sign]
        else:
            taken_apart = unicodedata.normalize("NFD", sign)
            # Hangul falls into pieces that are no accents, so that it is put together again.
            folded = unicodedata.normalize("NFC", DROPPED.sub("", taken_apart))
        self[code] = folded
        return folded


FOLDING = Folding()


def fold(text: str) -> str:
    """The text in small letters without accents. It may have become longer, or empty."""
    if text.isascii():
        return text.lower()
    alike = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return alike.translate(FOLDING)


folded = lru_cache(maxsize=20_000)(fold)
