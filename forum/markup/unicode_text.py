"""Which characters of Unicode writing needs and which only hide, and names and titles without the latter.

Python's tables are those of its release: what they call unassigned may be this year's emoji or a script they do not
know yet, and is let through.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_LINE = 2_000  # what is longer is no name and no title, and is not looked through
MOST_MARKS = 3  # common ones on one letter: more of them climb over the lines above
MOST_OWN_MARKS = 4  # of a script's own: Hebrew may set dot, point, vowel and accent on one letter
ZWNJ, ZWJ = "\u200c", "\u200d"
JOINERS = ZWNJ + ZWJ  # Persian and Indian scripts are misspelt without them, and emoji fall apart
DIRECTIONS = "\u200e\u200f\u061c"  # marks that say where a sign of no direction belongs
TURNING = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u206a-\u206f]"
)  # turn round what follows, beyond the line's end
# Come along when text is copied, and are nothing: soft hyphens, byte order marks, places where a line may break.
STRAY = re.compile("[\u00ad\u034f\u200b\u2060-\u2064\ufeff\ufff9-\ufffc]")
# Take room and show nothing. In braille and Korean texts they stand for a space.
BLANKS = re.compile("[\u2800\u3164\uffa0]")
IGNORABLE = re.compile(
    "[\u034f\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc\U000e0000-\U000e0fff]"
)
# Scripts that write their words together, or hang particles on them: `见example.org`, `example.org에서`.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fff\u3005-\u9fff\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\U00013441\U00013442\U0001d159")
# A flag of England is a black flag, small letters of its own kind, and a sign that ends them. Elsewhere they hide text.
FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,8}\U000e007f")
TAGS = re.compile("[\U000e0000-\U000e007f]")
VARIATIONS = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
LOOSE_VARIATION = re.compile(f"(?:^|(?<=[\\s{JOINERS}{VARIATIONS}]))[{VARIATIONS}]+")
COMMON_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
IS_COMMON_MARK = re.compile(f"[{COMMON_MARKS}]")
PILED = re.compile(f"([{COMMON_MARKS}]{{{MOST_MARKS}}})[{COMMON_MARKS}]+")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Called formats, and drawn all the same: signs before numbers in Arabic, Syriac and Kaithi.
SHOWN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Not seen themselves, but something else is seen by them; the last are a Mongolian one and those of hieroglyphs.
FORMATS = frozenset(f"{JOINERS}{DIRECTIONS}\u180e") | {chr(code) for code in range(0x13430, 0x13440)}


def _marks() -> str:
    """Return the combining marks, as the inside of a character class for `re`; without variation selectors."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x1F000):
        if unicodedata.category(chr(code)) in {"Mn", "Mc"} and not is_ignorable(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def is_ignorable(sign: str) -> bool:
    """Whether the character is invisible in every program."""
    if unicodedata.category(sign) == "Cf":
        return sign not in SHOWN_FORMATS
    return sign in FILLERS or bool(IGNORABLE.match(sign))


MARKS = _marks()
WORD = rf"\w{MARKS}{JOINERS}"  # the inside of a class: what a word of any script is written with
# What a slug leaves out: signs of no word, marks on nothing, and the marks on Latin letters that are no part of them.
NO_WORD = re.compile(
    rf"[^{WORD}\s-]|(?<![{WORD}])[{MARKS}{JOINERS}]+|(?<=[\x00-\u024f\u1e00-\u1eff])[{COMMON_MARKS}]+"
)
OWN_PILED = re.compile(f"([{MARKS}]{{{MOST_OWN_MARKS}}})[{MARKS}]+")


@lru_cache(maxsize=4096)
def is_seen(sign: str) -> bool:
    """False for spaces, controls, joiners, fillers and marks that stand on nothing."""
    category = unicodedata.category(sign)
    if category == "Cn":
        return not is_ignorable(sign) and ord(sign) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(sign) <= 0xFDEF
    if category[0] in "CZM":
        return sign in SHOWN_FORMATS or category == "Mc"
    return not is_ignorable(sign)


def is_needed(sign: str) -> bool:
    """Whether the character may stand in a line: it is seen, or a mark, a plain space, a joiner or a direction."""
    return (
        is_seen(sign)
        or sign in FORMATS
        or sign in FILLERS
        or unicodedata.category(sign) in {"Mn", "Me", "Zs"}
    )


def uncluttered(text: str) -> str:
    """Return the text with no more marks on a letter than any language has."""
    return OWN_PILED.sub(r"\1", PILED.sub(r"\1", text))


def on_one_line(text: str) -> str:
    """A name or title as it is kept: composed, on one line, without what was only copied along or hides."""
    flags: list[str] = []

    def aside(match: re.Match[str]) -> str:
        flags.append(match[0])
        return "\ufff9"

    text = STRAY.sub("", text)
    text = TAGS.sub("", FLAG.sub(aside, text))
    text = re.sub("\ufff9", lambda _match: flags.pop(0), text)
    text = " ".join(BLANKS.sub(" ", text).split())
    return uncluttered(
        joined_where_needed(LOOSE_VARIATION.sub("", unicodedata.normalize("NFC", text)))
    ).strip()


def joined_where_needed(text: str) -> str:
    """Return the text without joiners that join nothing: between Latin letters they only make two names of one."""
    return re.sub(f"[{JOINERS}]+", lambda run: run[0][0] if _joins(text, *run.span()) else "", text)


def _joins(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start].strip(), text[end : end + 1]
    return bool(before) and (_takes_joiners(before) or bool(after and _takes_joiners(after)))


def _takes_joiners(sign: str) -> bool:
    """Letters without case, their marks, and pictures; Latin, Greek, Cyrillic, Han and kana know no joiners."""
    category, code = unicodedata.category(sign), ord(sign)
    if category == "Lo":
        return not 0x2E80 <= code <= 0xA4CF and not 0xAC00 <= code <= 0xD7FF and code < 0x20000
    if category == "Mn":
        return not IS_COMMON_MARK.match(sign)
    return category in {"So", "Sk", "Cn", "Mc", "Cf"}


def is_empty(text: str) -> bool:
    return not any(map(is_seen, text))


def visible_line(text: str) -> str:
    """The text on one line, or "" where nothing of it can be seen."""
    line = on_one_line(text)
    return "" if is_empty(line) else line


def hides(text: str) -> bool:
    """Whether the line holds a control, half a character, a private sign, or one that turns the line round."""
    return bool(TURNING.search(text)) or not all(map(is_needed, FLAG.sub("", text)))


@lru_cache(maxsize=4096)
def slug_of(text: str, longest: int) -> str:
    """Words for an address: as Django makes them, and with the marks and joiners that scripts need. "" if none."""
    # Most are plain.
    text = (text if text.isascii() else composed(on_one_line(text))).lower()
    return re.sub(r"[-\s]+", "-", NO_WORD.sub("", text))[:longest].strip(f"-_{JOINERS}")


def composed(text: str) -> str:
    """Return one form of the same letters, without wide and other variants; Thai and Lao keep their vowel am whole."""
    text = unicodedata.normalize("NFKC", text)
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")


def folded(text: str) -> str:
    """Return what is the same for two spellings that differ in case, width, form of letters or number of blanks."""
    return " ".join(composed(composed(text).casefold()).split())


def set_apart(text: str) -> str:
    """Return a name or title for use in a sentence: right-to-left text must not reverse the words around it."""
    return f"\u2068{text}\u2069" if RIGHT_TO_LEFT.search(text) else text
