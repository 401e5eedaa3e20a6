"""The line that somebody types, cut into words, phrases and operators. It may be anything."""

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 400  # characters that are read
UNSTORABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
PART = re.compile(
    r"""
    (?P<minus> [-−] (?=[\w"“.]) )?
    (?: (?P<operator> [a-z]+ ) [:：] (?P<after> (?=[^\s:/]) | (?=\s|$) ) )?
    (?: "(?P<quoted> [^"]* ) (?: " | $ ) | (?P<word> [^\s",;|()\[\]{}<>=*!?]+ ) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Part(NamedTuple):
    """`author:ben`, `"so it is"` or a word; `text` is without its operator and quotes, `written` with them.

    `unknown` is what looks like an operator, but is none: the text has it too.
    """

    text: str
    operator: str = ""
    is_excluded: bool = False
    is_quoted: bool = False
    written: str = ""
    unknown: str = ""


def cleaned(text: str) -> str:
    """At most so many characters of it, without what no database takes."""
    return UNSTORABLE.sub(" ", text[: LONGEST + 1])[:LONGEST].strip()


def parts(line: str, operators: frozenset[str]) -> Iterator[Part]:
    """The parts of a cleaned line. What looks like an operator but is none of these is a word."""
    line = line.translate(QUOTES)
    at = 0
    while at < len(line):
        match = PART.match(line, at)
        if match is None or match.end() == at:
            at += 1
            continue
        at = match.end()
        part = part_of(match, operators)
        if part.text or part.operator:
            yield part


def part_of(match: re.Match[str], operators: frozenset[str]) -> Part:
    operator = (match["operator"] or "").lower()
    text = match["word"] if match["quoted"] is None else match["quoted"]
    text = (text or "").strip()
    unknown = ""
    if operator not in operators:
        if match["operator"]:
            unknown = operator if text else ""
            text = f"{match['operator']}:{text}"
        operator = ""
    return Part(text, operator, bool(match["minus"]), match["quoted"] is not None, match[0], unknown)
