"""Which runs of marks may open or close something, by the characters beside them.

Chinese, Japanese and Korean write without spaces, so their characters count as the space that a mark needs beside it.
"""

import unicodedata
from functools import lru_cache

DOUBLE = "~=|"


@lru_cache(maxsize=4096)
def is_cjk(character: str) -> bool:
    if character < "\u1100":
        return False
    is_symbol = unicodedata.category(character) == "So" and character > "\u33ff"
    return unicodedata.east_asian_width(character) in "WFH" and not is_symbol


@lru_cache(maxsize=4096)
def is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def is_word(character: str) -> bool:
    return character.isalnum() and not is_cjk(character)


def flanking(run: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run between these two characters opens and whether it closes. A text's edges count as "\\n"."""
    mark = run[0]
    if run == "~" and after == "/":
        # Somebody's own folder, `ada@host:~/tea`.
        return False, False
    if mark in DOUBLE:
        opens = not after.isspace() and not is_word(before)
        return opens, not before.isspace() and not is_word(after)
    if mark == "*" and before.isdigit() and after.isdigit():
        return False, False
    left, right = hugs(after, before), hugs(before, after)
    if mark == "_":
        return left and (not right or is_punctuation(before)), right and (not left or is_punctuation(after))
    return left, right


def hugs(inner: str, outer: str) -> bool:
    """Whether a mark may belong to the word on its inner side."""
    if inner.isspace():
        return False
    if not is_punctuation(inner) or is_cjk(inner):
        return True
    return outer.isspace() or is_punctuation(outer) or is_cjk(outer)
