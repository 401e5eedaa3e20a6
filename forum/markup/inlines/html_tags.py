"""HTML that people type in a line: `<kbd>Ctrl</kbd>`, `<br>`, links and pictures. Anything else is text.

Only pairs count: a tag that nothing closes is text, and so is one with attributes that it needs not have.
"""

import re

from forum.markup.inlines.entities import without_entities
from forum.markup.inlines.line_ends import read_line_end
from forum.markup.inlines.pictures import add_picture_at
from forum.markup.inlines.reader import Reader
from forum.markup.inlines.tagged_links import close_link

ELEMENTS = {name: name for name in "del em ins kbd mark small strong sub sup".split()} | {
    "b": "strong",
    "i": "em",
    "s": "del",
    "strike": "del",
    "u": "ins",
}
NAMES = "|".join(ELEMENTS)
TAG = re.compile(rf"<(/?)({NAMES}|a)[ ]*>", re.IGNORECASE)
ENDS = {name: re.compile(rf"</{name}[ ]*>", re.IGNORECASE) for name in [*ELEMENTS, "a"]}
# A line end right behind it is the same break.
BREAK = re.compile(r"<br[ ]*/?>(?:[ \t]*\n)?", re.IGNORECASE)
VALUE = r"=(?:\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>`]+)"
LINK = re.compile(rf"<a((?:\s+(?:href|title){VALUE})++)\s*>", re.IGNORECASE)
PICTURE = re.compile(rf"<img((?:\s+(?:src|alt|width|height|title){VALUE})++)\s*/?>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([a-z]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))", re.IGNORECASE)


def read_html_tag(reader: Reader, position: int) -> int | None:
    text = reader.text
    tag = TAG.match(text, position)
    if tag:
        return read_pair(reader, tag)
    if line_break := BREAK.match(text, position):
        return read_line_end(reader, line_break.end() - 1)
    if picture := PICTURE.match(text, position):
        return read_picture(reader, picture)
    link = LINK.match(text, position)
    return read_link(reader, link) if link else None


def read_pair(reader: Reader, tag: re.Match[str]) -> int | None:
    name = tag[2].lower()
    if name == "a":
        return tag.end() if tag[1] and close_link(reader, "<a", tag[0]) else None
    if tag[1]:
        return tag.end() if reader.close_tag("<" + name, tag[0]) else None
    if not reader.next_match(ENDS[name], tag.end()):
        return None
    reader.open_tag("<" + name, tag[0], ELEMENTS[name])
    return tag.end()


def read_link(reader: Reader, link: re.Match[str]) -> int | None:
    href = attributes(link[1]).get("href")
    if href is None or not reader.next_match(ENDS["a"], link.end()):
        return None
    reader.open_tag("<a", link[0], "a", href=href)
    return link.end()


def read_picture(reader: Reader, picture: re.Match[str]) -> int | None:
    given = attributes(picture[1])
    if not given.get("src"):
        return None
    add_picture_at(
        reader, given["src"], given.get("alt", ""), (given.get("width", ""), given.get("height", ""))
    )
    return picture.end()


def attributes(source: str) -> dict[str, str]:
    return {
        name.lower(): without_entities(quoted or single or bare).strip()
        for name, quoted, single, bare in ATTRIBUTE.findall(source)
    }
