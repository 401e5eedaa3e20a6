"""What letters look like, so that names that look alike are one name."""

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from forum.markup.unicode_text import IS_COMMON_MARK, is_ignorable

ACCENTS = 200  # combining classes from here on are accents, below they are parts of a letter, as in が or कि
POINTS = range(10, 37)  # vowel points of Hebrew, Arabic and Syriac, which are written or not
TATWEEL = "\u0640"  # only makes an Arabic word longer
LATIN = re.compile(r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL) ([A-Z])(?: WITH .*)?\Z")
# Letters that one has to look at twice in one typeface or another. Not among them, for too many names differ by
# no more: cl and d (Clara, Dara), 5 and s, u and v.
SAME = str.maketrans("i1|0", "lllo")
SAME_PAIRS = (("rn", "m"), ("vv", "w"))


def skeleton(text: str) -> str:
    """Return the text in the plainest letters that look the same. It must be in small letters."""
    plain = unicodedata.normalize("NFKC", "".join(_plain(letter) for letter in text)).translate(SAME)
    for pair, letter in SAME_PAIRS:
        plain = plain.replace(pair, letter)
    return plain


@lru_cache(maxsize=1 << 15)
def plain_letter(letter: str) -> str:
    """Return the letter of the same look that words are written with: a Latin one for a Cyrillic twin or a wide form.

    Accented Latin letters stay what they are, other scripts' letters too where no Latin one looks the same; "" is
    invisible.
    """
    if letter.isascii():
        return letter.lower()
    lower = unicodedata.normalize("NFKC", letter).casefold()
    if (
        len(lower) == 1
        and unicodedata.name(lower, "").startswith("LATIN SMALL LETTER")
        and ord(lower) < 0x250
    ):
        return lower
    if len(lower) != 1 or lower.isascii() or unicodedata.category(letter) in {"Lo", "Lm", "Mc"}:
        return lower
    return "" if _is_nothing(letter) else _twin(lower) or _latin(lower) or lower


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """Return the Latin letters or digit that look like this one: itself if none do, "" if it is invisible."""
    if letter.isascii():
        return letter if letter.isprintable() else ""
    if _is_nothing(letter):
        return ""
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.decimal(letter))
    base = _without_marks(letter, ACCENTS)
    return base if base.isascii() else _latin(letter) or _twin(letter) or _twin(base) or base


def _is_nothing(letter: str) -> bool:
    """Whether it is invisible, an accent, or a point. What Python does not know yet may be an emoji, and counts."""
    category = unicodedata.category(letter)
    return (
        (category[0] in "CZ" and category != "Cn")
        or category == "Me"
        or is_ignorable(letter)
        or letter == TATWEEL
        or unicodedata.combining(letter) >= ACCENTS
        or unicodedata.combining(letter) in POINTS
        or bool(IS_COMMON_MARK.match(letter))
    )


def _latin(letter: str) -> str:
    """The letter that a variant of it is named for: small capitals, with a stroke or hook, white on a black square."""
    match = LATIN.search(unicodedata.name(letter, ""))
    return match[1].lower() if match else ""


def _twin(letter: str) -> str:
    return _twins().get(letter, "")


@cache
def _twins() -> dict[str, str]:
    """The twins of all letters that have one. The table that they come from takes 7 MB, and is let go."""
    table = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_bytes())
    found = ((letter, _twin_among(look_alikes)) for letter, look_alikes in table.items())
    return {letter: twin for letter, twin in found if twin}


def _twin_among(look_alikes: list[dict[str, str]]) -> str:
    twins = [_latin(twin["c"][:1]) or _without_marks(twin["c"], 1) for twin in look_alikes]
    return min((twin.casefold() for twin in twins if twin.isascii() and twin.isalnum()), key=len, default="")


def _without_marks(letter: str, least: int) -> str:
    parts = [part for part in unicodedata.normalize("NFD", letter) if unicodedata.combining(part) < least]
    return unicodedata.normalize("NFC", "".join(parts))
