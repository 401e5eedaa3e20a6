"""Smileys such as `:)` and signs such as `(tm)` as the characters they stand for."""

import re

from forum.markup.unicode_text import SPACELESS

SMILEYS = {
    ":)": "🙂",
    ":(": "🙁",
    ";)": "😉",
    ":D": "😀",
    ":P": "😛",
    ":p": "😛",
    ";P": "😜",
    ";p": "😜",
    ":O": "😮",
    ":o": "😮",
    ":/": "😕",
    ":'(": "😢",
    ":|": "😐",
}
# Alone: not in times, lists or `(see 8:)`, but right behind a script that sets no blanks, and before a full stop.
BEFORE = rf"(?<![^\s{SPACELESS}\u3000-\u303f\uff00-\uff65])"
SMILEY = re.compile(rf"{BEFORE}(?:[:;]-?[)(DPpOo/|]|:'-?\()(?![^\s.,!?…)\]\u3000-\u303f\uff00-\uff65])")
# `(c)` and `f(r)` mostly count and calculate: a year, or a name, says that they do not.
SIGN = re.compile(
    r"(?P<copyright>(?<!\w)\([cC]\)(?= ?(?:19|20)[0-9]{2}\b))"
    r"|(?P<trademark>(?<=[^\W\d_])\((?:tm|TM)\)(?![\w(]))"
    r"|(?P<registered>(?:(?<=[^\W\d_])\(R\)|(?<=[a-z][a-z])\(r\))(?![\w(;]))"
    r"|(?P<more_or_less>(?<![\w+\-)])\+-(?=[0-9]))"
)
SIGNS = {"copyright": "©", "trademark": "™", "registered": "®", "more_or_less": "±"}
FIRST = re.compile(r"[:;(+]")


def with_smileys(text: str, before: str) -> str:
    """Return the text with smileys and signs; `before` is the character in front of it, or ""."""
    if not FIRST.search(text):
        return text
    text = SMILEY.sub(smiley, before + text)[len(before) :]
    return SIGN.sub(lambda sign: SIGNS[str(sign.lastgroup)], text)


def smiley(typed: re.Match[str]) -> str:
    return SMILEYS.get(typed[0].replace("-", ""), typed[0])
