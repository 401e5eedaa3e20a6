"""BBCode in a line: `[b]…[/b]`, `[url=…]…[/url]`, `[img]…[/img]`, where the forum allows it.

Only pairs count: a tag that nothing closes, as in `a[i]`, is text.
"""

import re

from forum.markup.inlines.pictures import add_picture_at
from forum.markup.inlines.reader import Reader
from forum.markup.inlines.tagged_links import close_link
from forum.markup.links import link_address

ELEMENTS = {
    "b": "strong",
    "i": "em",
    "s": "del",
    "spoiler": "span",
    "strike": "del",
    "sub": "sub",
    "sup": "sup",
    "u": "ins",
}
SPOILER = {"class": "spoiler"}
TAG = re.compile(rf"\[(/?)({'|'.join(ELEMENTS)})\]", re.IGNORECASE)
TAG_WITH_VALUE = re.compile(r"\[(code|email|icode|img|url)(?:[= ]([^\[\]\n]{0,2000}))?\]", re.IGNORECASE)
LINK_END = re.compile(r"\[/(email|url)\]", re.IGNORECASE)
ENDS = {
    name: re.compile(rf"\[/{name}\]", re.IGNORECASE)
    for name in [*ELEMENTS, "code", "email", "icode", "img", "url"]
}
ANY_END = re.compile(r"\[(/[a-z]{1,9})\]", re.IGNORECASE)
# `[url="https://example.org" target=_blank]`, `[url unfurl="true"]`
TARGET = re.compile(r"(?:\"([^\"]*)\"|'([^']*)'|(?![a-z]+=[\"'])(\S+))")
SIZE = re.compile(r"(\d{1,4})x(\d{1,4})")
SIDE = re.compile(r"\b(width|height)=[\"']?(\d{1,4})")


def with_ends_apart(text: str) -> str:
    """The text with the ends of tags written, as long as before, so that no address takes them in."""
    return ANY_END.sub(r"<\1>", text) if "[/" in text else text


def read_bbcode_tag(reader: Reader, position: int) -> int | None:
    if not reader.document.options.bbcode:
        return None
    text = reader.text
    if tag := TAG.match(text, position):
        return read_pair(reader, tag)
    if link_end := LINK_END.match(text, position):
        return link_end.end() if close_link(reader, "[" + link_end[1].lower(), link_end[0]) else None
    opening = TAG_WITH_VALUE.match(text, position)
    closing = reader.next_match(ENDS[opening[1].lower()], opening.end()) if opening else None
    return read_content(reader, opening, closing) if opening and closing else None


def read_pair(reader: Reader, tag: re.Match[str]) -> int | None:
    name = tag[2].lower()
    if tag[1]:
        return tag.end() if reader.close_tag("[" + name, tag[0]) else None
    if not reader.next_match(ENDS[name], tag.end()):
        return None
    attributes = SPOILER if name == "spoiler" else {}
    reader.open_tag("[" + name, tag[0], ELEMENTS[name], **attributes)
    return tag.end()


def read_content(reader: Reader, opening: re.Match[str], closing: re.Match[str]) -> int:
    """Read what stands between the tags as code, an address or a picture's address, if it is one."""
    name, value = opening[1].lower(), opening[2] or ""
    start, end = opening.end(), closing.start()
    if name in {"code", "icode"}:
        reader.add_element("code", reader.text[start:end].replace("\n", " "))
        return closing.end()
    if name == "img":
        add_picture_at(reader, reader.text[start:end].strip(), "", size_in(value))
        return closing.end()
    target = TARGET.match(value)
    # Many tags may have the same end: none looks beyond the next bracket.
    is_alone = target is None and reader.text.find("[", start) == end
    address = reader.text[start:end].strip() if is_alone else ""
    if address and not set(address) & set(" \n") and (href := link_address(address)):
        reader.add_bare_link(href, address)
        return closing.end()
    href = (target[1] or target[2] or target[3] or "").strip() if target else ""
    if href:
        reader.open_tag("[" + name, opening[0], "a", href=href)
    else:
        reader.open_tag("[" + name, opening[0], "span")
    return opening.end()


def size_in(value: str) -> tuple[str, str]:
    if size := SIZE.search(value):
        return size[1], size[2]
    sides = dict(SIDE.findall(value.lower()))
    return sides.get("width", ""), sides.get("height", "")
