"""The beginning of a text, for lists, mails and search results."""

import re

from django.utils.translation import gettext as _

from forum.markup.plain_text import SPOILER_END, SPOILER_START

QUOTED_LINE = re.compile(r"^>.*$", re.MULTILINE)
# Left open, these would turn round what follows the excerpt on its line.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
ELLIPSIS = "…"
ENDS = " ,;:.-·"  # with which no excerpt ends before its ellipsis
# How plain text sets items apart; on one line a dot does. Its cells keep their bars, for so do commands.
ITEM = re.compile(r"^((?:> )*)[ \t]*- ", re.MULTILINE)
DOT = "·"
# What a member typed, as far as it is not words. Each pattern reads a text once.
PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()\s]*(?: [^()]*)?\)")
LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*(?: [^()]*)?\)")
QUOTE_SIGNS = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
MARKERS = re.compile(r"^[ \t]*(?:#{1,6}|[-*+])[ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)
EMPHASIS = re.compile(r"\*\*|__|~~|`+")
READ = 20  # characters of Markdown, for one that is shown


def excerpt(text: str, length: int) -> str:
    """The beginning of `Rendered.text` on one line, at most so many characters, cut between words.

    Quotations are left out unless there is nothing else, and spoilers always. The result is not HTML: escape it.
    """
    text = without_spoilers(text)
    text = ITEM.sub(rf"\1{DOT} ", text)
    return shortened(on_one_line(QUOTED_LINE.sub("", text)) or on_one_line(text), length)


def source_excerpt(source: str, length: int) -> str:
    """The same of Markdown that is not rendered, such as a draft: signs that are no words are left out."""
    text = PICTURE.sub(_picture, source[: length * READ])
    text = EMPHASIS.sub("", LINK.sub(r"\1", text))
    own = MARKERS.sub(f"{DOT} ", QUOTED_LINE.sub("", text))
    return shortened(on_one_line(own) or on_one_line(QUOTE_SIGNS.sub("", text)), length)


def shortened(words: str, length: int) -> str:
    words = words.strip(f"{DOT} ")
    if len(words) <= length:
        return words
    cut = words[: length - len(ELLIPSIS) + 1].rpartition(" ")[0].rstrip(ENDS)
    return (cut or words[: length - len(ELLIPSIS)].rstrip(ENDS)) + ELLIPSIS


def _picture(match: re.Match[str]) -> str:
    return _("[picture: %s]") % match[1] if match[1].strip() else _("[picture]")


def without_spoilers(text: str) -> str:
    pieces = []
    before, start, rest = text.partition(SPOILER_START)
    while start:
        after = rest.partition(SPOILER_END)[2]
        pieces += [before, _("[spoiler]")]
        before, start, rest = after.partition(SPOILER_START)
    return "".join([*pieces, before])


def on_one_line(text: str) -> str:
    return " ".join(DIRECTION.sub("", text).split())
