"""The beginning of a text, for lists, mails and search results."""

import re

from django.utils.translation import gettext as _

from forum.markup.plain_text import SPOILER_END, SPOILER_START

QUOTED_LINE = re.compile(r"^>.*$", re.MULTILINE)
# Left open, these would turn round what follows the excerpt on its line.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
ELLIPSIS = "…"


def excerpt(text: str, length: int) -> str:
    """The beginning of `Rendered.text` on one line, at most so many characters, cut between words.

    Quotations are left out unless there is nothing else, and spoilers always. The result is not HTML: escape it.
    """
    text = without_spoilers(text)
    words = on_one_line(QUOTED_LINE.sub("", text)) or on_one_line(text)
    if len(words) <= length:
        return words
    cut = words[: length - len(ELLIPSIS) + 1].rpartition(" ")[0].rstrip(" ,;:.-")
    return (cut or words[: length - len(ELLIPSIS)]) + ELLIPSIS


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
