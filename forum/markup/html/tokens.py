"""Reading the sanitiser's output, strictly: anything but what it writes is an error."""

import re
from collections.abc import Iterator

from forum.html_entities import unescape
from forum.markup.accepted_text import UNPRINTABLE
from forum.markup.results import UNSOUND, Unsound

TOKEN = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?: [a-z]+=(?:"[^"]*"|'[^']*'))*)>|([^<]+)""")
ATTRIBUTE = re.compile(r""" ([a-z]+)=(?:"([^"]*)"|'([^']*)')""")

START, END, TEXT = "start", "end", "text"


def tokens(html: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield (kind, tag or text, attributes) with all entities resolved."""
    position = 0
    for match in TOKEN.finditer(html):
        if match.start() != position:
            raise Unsound(UNSOUND)
        position = match.end()
        slash, tag, attributes, text = match.groups()
        if text is not None:
            yield TEXT, plain(text), {}
        elif slash:
            yield END, tag, {}
        else:
            yield START, tag, read(attributes) if attributes else {}
    if position != len(html):
        raise Unsound(UNSOUND)


def read(attributes: str) -> dict[str, str]:
    return {name: plain(double or single) for name, double, single in ATTRIBUTE.findall(attributes)}


def plain(text: str) -> str:
    """Return the characters that the HTML stands for, without those that `accepted_text` takes out."""
    return UNPRINTABLE.sub("", unescape(text)) if "&" in text else text
