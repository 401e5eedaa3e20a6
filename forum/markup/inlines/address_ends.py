"""Where an address that stands in a text ends, in every script."""

import re
import unicodedata

from forum.markup.links import JOINED, UNSEEN
from forum.markup.unicode_text import MARKS, SPACELESS

# No address goes on behind these: full-width punctuation, quotation marks and brackets of all scripts.
FOREIGN_STOPS = (
    "\u00ab\u00bb\u2014\u2015\u2018-\u201f\u2026\u2039\u203a\u060c\u061b\u061f\u06d4\u0964\u0965\u1362"
    "\u3001-\u3003\u3008-\u3011\u3014-\u301b\u301d-\u301f\ufe10-\ufe19\ufe30-\ufe4f"
    "\uff01\uff02\uff07-\uff09\uff0c\uff0e\uff1a-\uff1c\uff1e\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff64"
)
STOPS = rf"\s<>`\"{FOREIGN_STOPS}{UNSEEN.pattern[1:-1]}"
# Doubled marks belong to the text around, as in `**https://example.org**`; an escaped sign is one of the address.
PIECE = re.compile(
    rf"[^{STOPS}\[\]()*~|\\]+|[\[\]()]|\*(?!\*)|~(?!~)|\|(?!\|)|\\(?![<>`\"])[!-/:-@\[-`{{-~]|{JOINED}"
)
# Letters of all scripts, and emoji: there are domains of both.
IN_HOST = rf"\w{MARKS}.\-\u2190-\u2bff\U0001f000-\U0001faff"
HOST = re.compile(
    rf"(?:[^{STOPS}/?#@\\]+@)?(?:\[[0-9A-Fa-f:.]+\]|(?![._\-{MARKS}])[{IN_HOST}]+)(?::[0-9]{{1,5}}(?![0-9]))?"
)
# The last part of `example.org参见` or `example.org☺`, and what no such part holds.
ENDING = re.compile(rf"[A-Za-z0-9-]+(?::[0-9]+)?(?=[{SPACELESS}]|[^\x00-\x7f\w])")
CHARACTER_AT_END = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});\Z")
OPENING = {")": "(", "]": "[", "}": "{"}
TRAILING = frozenset("?!.,:;*_~'\"|\\")
LOOK_BACK = 200


def host_end(text: str, start: int) -> int | None:
    """Where the host that begins there ends, or None if none begins."""
    match = HOST.match(text, start)
    if match is None:
        return None
    last = text.rfind(".", start, match.end()) + 1 or start
    ending = ENDING.match(text, last)
    return ending.end() if ending and ending.end() <= match.end() else match.end()


def path_end(text: str, start: int) -> int:
    """Where what may be a path ends that begins there; punctuation behind it is not cut off yet."""
    round_brackets = square_brackets = 0
    position = start
    while piece := PIECE.match(text, position):
        sign = piece[0]
        if sign == "(":
            round_brackets += 1
        elif sign == "[":
            if text.startswith("/", piece.end()):
                # The end of a BBCode element around it.
                break
            square_brackets += 1
        elif sign == ")":
            round_brackets -= 1
            if round_brackets < 0 and text[piece.end() : piece.end() + 1] > "\x7f":
                break
        elif sign == "]":
            square_brackets -= 1
            if square_brackets < 0:
                break
        position = piece.end()
    return position


def without_trailing(text: str, start: int, end: int) -> int:
    """Where the address ends once the punctuation of the sentence around is cut off."""
    if text.endswith("==", start, end) and text.count("==", max(0, start - LOOK_BACK), start) % 2:
        end -= 2
    surplus = {
        close: text.count(close, start, end) - text.count(OPENING[close], start, end) for close in OPENING
    }
    while end > start:
        sign = text[end - 1]
        if sign in surplus:
            if surplus[sign] <= 0:
                break
            surplus[sign] -= 1
        elif sign == ";" and (character := CHARACTER_AT_END.search(text[max(start, end - 34) : end])):
            end -= len(character[0]) - 1
        elif sign not in TRAILING and not (sign > "\x7f" and unicodedata.category(sign)[0] == "P"):
            break
        end -= 1
    return end
