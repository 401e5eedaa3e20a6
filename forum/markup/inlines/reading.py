"""Reading a text from left to right, each special character by what can begin with it."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from forum.markup.document import Document
from forum.markup.inlines.angle_links import read_angle_link
from forum.markup.inlines.backslashes import read_backslash
from forum.markup.inlines.bare_addresses import bare_addresses
from forum.markup.inlines.bbcode_tags import read_bbcode_tag, with_ends_apart
from forum.markup.inlines.brackets import (
    read_closing_bracket,
    read_note_bracket,
    read_opening_bracket,
    read_picture_bracket,
)
from forum.markup.inlines.code_spans import read_code_span
from forum.markup.inlines.emphasis import read_run
from forum.markup.inlines.entities import read_entity
from forum.markup.inlines.footnotes import read_reference
from forum.markup.inlines.formulas import read_formula
from forum.markup.inlines.html_tags import read_html_tag
from forum.markup.inlines.line_ends import read_line_end
from forum.markup.inlines.link_targets import unescaped
from forum.markup.inlines.pairing import pair_up
from forum.markup.inlines.reader import Reader
from forum.markup.inlines.tree import build
from forum.markup.links import leads_elsewhere

# Tried in this order; the first that does not return None has read something.
READERS: dict[str, tuple[Callable[[Reader, int], int | None], ...]] = {
    "\n": (read_line_end,),
    "\\": (read_formula, read_backslash),
    "$": (read_formula,),
    "`": (read_code_span,),
    "*": (read_run,),
    "_": (read_run,),
    "~": (read_run,),
    "=": (read_run,),
    "|": (read_run,),
    "<": (read_angle_link, read_html_tag),
    "&": (read_entity,),
    "!": (read_picture_bracket,),
    "^": (read_note_bracket,),
    "[": (read_reference, read_bbcode_tag, read_opening_bracket),
    "]": (read_closing_bracket,),
}
SPECIAL = re.compile(r"[\n\\$`*_~<&\[\]]|!\[|\^\[|==|\|\|")


def read_inline(text: str, into: Element, document: Document) -> None:
    """Read the text of one leaf into the element. Takes time by its length, nests 20 deep at most, never raises."""
    text = text.rstrip(" \t")
    addresses = bare_addresses(with_ends_apart(text) if document.options.bbcode else text)
    if not addresses and not SPECIAL.search(text):
        into.text = text
        return
    reader = Reader(text, document)
    read(reader, addresses)
    pair_up(reader.runs)
    build(reader.pieces, into)


def read(reader: Reader, addresses: list[tuple[int, int, str]]) -> None:
    text = reader.text
    position = 0
    special = SPECIAL.search(text)
    coming = addresses[::-1]
    while position < len(text):
        while coming and coming[-1][0] < position:
            coming.pop()
        if special and special.start() < position:
            special = SPECIAL.search(text, position)
        stop = special.start() if special else len(text)
        if coming and coming[-1][0] <= stop:
            position = read_address(reader, position, *coming.pop())
            continue
        if stop > position:
            reader.add(text[position:stop])
        position = read_special(reader, stop) if special else stop


def read_special(reader: Reader, position: int) -> int:
    for read in READERS[reader.text[position]]:
        end = read(reader, position)
        if end is not None:
            return end
    reader.add(reader.text[position])
    return position + 1


def read_address(reader: Reader, position: int, start: int, end: int, address: str) -> int:
    text = reader.text
    if start > position:
        reader.add(text[position:start])
    is_alone = reader.stands_alone(start, end) and leads_elsewhere(address)
    attributes = {"class": "alone"} if is_alone else {}
    reader.add_bare_link(address, unescaped(text[start:end]), **attributes)
    return end
