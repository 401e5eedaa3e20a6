"""The words of a mail, which are the same in its text and in its HTML."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from forum.markup.unicode_text import set_apart

# Whatever turns the line round or ends it. Joiners, variation selectors and signs newer than Python's tables stay:
# Persian, flags and families are written with them.
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Around names in sentences: what is inside has no part in the order of what is outside.
ISOLATES = frozenset("\u2068\u2069")
LINE_ENDS = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Paragraph:
    """Some lines of a mail. If they lead to a page of the forum, `link` is its address and the lines are its label."""

    lines: list[str]
    link: str = ""
    is_main: bool = False  # the first link, which is what the mail is for


def paragraphs(text: str, home: str) -> list[Paragraph]:
    """A mail's text in its paragraphs. Only a line that is wholly an address under `home` becomes a link, so nothing a
    member chose can become one."""
    result: list[Paragraph] = []
    for lines in _blocks(text):
        *label, last = lines
        if label and last.startswith(f"{home}/") and " " not in last:
            is_main = not any(paragraph.link for paragraph in result)
            result.append(Paragraph([" ".join(label).rstrip(":")], last, is_main))
        else:
            result.append(Paragraph(lines))
    return result


def _blocks(text: str) -> list[list[str]]:
    blocks = (block.strip().splitlines() for block in text.replace("\r\n", "\n").split("\n\n"))
    return [[line.strip() for line in block] for block in blocks if block]


def one_line(text: str, removed: frozenset[str] = DIRECTION_MARKS) -> str:
    """Put somebody's own words on one line, without signs that would end it or change its direction."""
    visible = (" " if unicodedata.category(c) in LINE_ENDS else c for c in text if c not in removed)
    return " ".join("".join(visible).split())


def in_sentence(text: str) -> str:
    """Return a name or title on one line for a sentence, which it must not turn round."""
    return set_apart(one_line(text))


def unlinked(text: str) -> SafeString:
    """Return somebody's own words as HTML that mail programs make no link of, by breaking up what looks like one."""
    pieces = re.split(r"(?<=[.:/@])(?=\S)", one_line(text, removed=DIRECTION_MARKS - ISOLATES))
    return format_html_join("", "{}{}", ((pieces[0], ""),)) + format_html_join(
        "", "<span>{}</span>", ((piece,) for piece in pieces[1:])
    )
