"""Pictures of other sites in stored HTML, and what a page shows in their place: the forum's own copy, or a link.

The patterns are what `html.elements` writes. In stored HTML no text and no attribute of an author's has a "<".
"""

import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from forum.html_entities import unescape
from forum.markup.html import elements

# As `elements.picture_to_copy` writes it: a link, or in the words of another link a part of them.
MARK = 'class="remote-picture"'
MARKED = re.compile(
    r'<(?P<tag>a|span) class="remote-picture" (?:href|data-address)="(?P<address>[^"]*)"'
    r'(?: data-width="(?P<width>\d+)")?(?: data-height="(?P<height>\d+)")?[^>]*>(?P<name>[^<]*)</(?P=tag)>'
)
# As `elements.image` writes it where the pictures of other sites are loaded from there.
LOADED = re.compile(
    r'<img src="(?P<address>[^"/]+://[^"]*)"[^>]*? alt="(?P<name>[^"]*)"[^>]*>', re.IGNORECASE
)
LOADED_MARK = re.compile(r'<img src="https:', re.IGNORECASE)
# Everything that opens or ends a link, and the pictures between.
LINK_OR_LOADED = re.compile(rf"<a\b[^>]*>|</a>|{LOADED.pattern}", re.IGNORECASE)


class Copy(NamedTuple):
    """A picture that the forum has copied: its own address, and its size in pixels."""

    address: str
    width: int
    height: int


def marked_addresses(html: str) -> list[str]:
    """Return the addresses of the pictures that are marked for being copied, each once."""
    if MARK not in html:
        return []
    return list(dict.fromkeys(unescape(mark["address"]) for mark in MARKED.finditer(html)))


def undescribed_addresses(html: str) -> list[str]:
    """Return the addresses of those that nobody has described, as often as they are there."""
    marks = MARKED.finditer(html) if MARK in html else ()
    return [unescape(mark["address"]) for mark in marks if mark["name"] == mark["address"]]


def with_copies(html: str, copies: Mapping[str, Copy]) -> str:
    """Stored HTML in which the pictures that have been copied are shown. The others are links."""
    if not copies or MARK not in html:
        return html
    return MARKED.sub(lambda mark: copied(mark, copies), html)


def copied(mark: re.Match[str], copies: Mapping[str, Copy]) -> str:
    copy = copies.get(unescape(mark["address"]))
    if copy is None:
        return mark[0]
    in_link = mark["tag"] == "span"
    # Where nobody has described it, its address stands in for a name. A link around it must keep one.
    alt = "" if mark["name"] == mark["address"] and not in_link else unescape(mark["name"])
    picture = elements.image(copy.address, alt, *sides(copy, mark["width"], mark["height"]))
    return picture if in_link else f'<a class="picture" href="{escape(copy.address)}">{picture}</a>'


def sides(copy: Copy, width: str | None, height: str | None) -> tuple[str, str]:
    """The author's size of it, with the side that they left out; else its own."""
    if width and not height:
        return width, str(max(1, round(int(width) * copy.height / copy.width)))
    if height and not width:
        return str(max(1, round(int(height) * copy.width / copy.height))), height
    return width or str(copy.width), height or str(copy.height)


def without_loading(html: str) -> str:
    """HTML stored while pictures were loaded from other sites, with links in their place."""
    if not LOADED_MARK.search(html):
        return html
    out, end, in_link = [], 0, False
    for found in LINK_OR_LOADED.finditer(html):
        if not found["address"]:
            in_link = not found[0].startswith("</")
            continue
        out += [html[end : found.start()], as_words(found, in_link=in_link)]
        end = found.end()
    return "".join([*out, html[end:]])


def as_words(picture: re.Match[str], *, in_link: bool) -> str:
    name = picture["name"] if picture["name"].strip() else picture["address"]
    opening, closing = ("", "") if in_link else elements.link(unescape(picture["address"]))
    return f"{opening}{name}{closing}"
