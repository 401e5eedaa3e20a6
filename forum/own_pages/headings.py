"""The headings of a page and their anchors, so that a link can lead to one of them."""

import re
from typing import NamedTuple

from django.utils.html import escape
from django.utils.text import slugify

from forum.html_tree import parse_html

# As stored HTML has them; no text and no attribute in it has a "<".
HEADING = re.compile(r"<(h[1-6])\b([^>]*)>(.*?)</\1>", re.DOTALL)
LONGEST_ANCHOR = 80


class Heading(NamedTuple):
    anchor: str
    words: str


def headings_of(html: str) -> list[Heading]:
    """In their order; two of the same words have two anchors."""
    used: dict[str, int] = {}
    headings = []
    for found in HEADING.finditer(html):
        words = " ".join(parse_html(found[3]).text().split())
        # Never an id that the page itself has.
        anchor = f"section-{slugify(words, allow_unicode=True)[:LONGEST_ANCHOR]}"
        used[anchor] = used.get(anchor, 0) + 1
        headings.append(Heading(anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}", words))
    return headings


def with_anchors(html: str) -> str:
    """The stored HTML with an id on each heading."""
    headings = iter(headings_of(html))
    return HEADING.sub(
        lambda found: f'<{found[1]} id="{escape(next(headings).anchor)}"{found[2]}>{found[3]}</{found[1]}>',
        html,
    )
