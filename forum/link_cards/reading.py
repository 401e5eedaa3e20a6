"""What a web page says of itself: title, description, picture. As text, whatever it may look like."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import webencodings

from forum.html_tree import Node, parse_html
from forum.link_cards.models import LONGEST_DESCRIPTION, LONGEST_TITLE

# In the bytes at the beginning, as HTML says.
CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
CHARSET_WITHIN = 1024
TITLES = ("og:title", "twitter:title")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
PICTURES = ("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src")
MOST_METAS = 200
LONGEST_READ = 2_000  # characters of what a page says; of what is longer the beginning


@dataclass(frozen=True)
class PageFacts:
    title: str
    description: str
    picture: str  # its address; "" where the page names none


def read_page(body: bytes, charset: str, address: str) -> PageFacts:
    tree = parse_html(text_of(body, charset))
    metas = metas_in(tree)
    title = first_of(metas, TITLES, LONGEST_TITLE) or plain(title_of(tree), LONGEST_TITLE)
    description = first_of(metas, DESCRIPTIONS, LONGEST_DESCRIPTION)
    return PageFacts(title, "" if description == title else description, picture_of(metas, address))


def text_of(body: bytes, charset: str) -> str:
    """As browsers do: what its first bytes say, then the header, then the page itself, then UTF-8."""
    named = CHARSET.search(body[:CHARSET_WITHIN])
    labels = (charset, named[1].decode("ascii", "replace") if named else "", "utf-8")
    # Those of the web alone: among Python's are some that take forever.
    encoding = next(filter(None, map(webencodings.lookup, labels)))
    text, _encoding = webencodings.decode(body, encoding, errors="replace")
    return str(text)


def metas_in(tree: Node) -> dict[str, str]:
    """What the page's first `<meta>` of each name say."""
    metas: dict[str, str] = {}
    for node in elements(tree, "meta"):
        name = (node.attributes.get("property") or node.attributes.get("name") or "").strip().lower()
        if name and len(metas) < MOST_METAS:
            metas.setdefault(name, node.attributes.get("content", "")[:LONGEST_READ])
    return metas


def title_of(tree: Node) -> str:
    # The title of a drawing is not that of the page.
    within_page = (node for node in elements(tree, "title", but_not_in="svg"))
    title = next(within_page, None)
    return title.text()[:LONGEST_READ] if title else ""


def elements(tree: Node, tag: str, but_not_in: str = "") -> Iterator[Node]:
    for child in tree.children:
        if isinstance(child, Node):
            if child.tag == tag:
                yield child
            elif child.tag != but_not_in:
                yield from elements(child, tag, but_not_in)


def first_of(metas: dict[str, str], names: tuple[str, ...], longest: int) -> str:
    return next(filter(None, (plain(metas.get(name, ""), longest) for name in names)), "")


def picture_of(metas: dict[str, str], address: str) -> str:
    written = next(filter(None, (metas.get(name, "").strip() for name in PICTURES)), "")
    try:
        return urljoin(address, written) if written else ""
    except ValueError:
        return ""


def plain(text: str, longest: int) -> str:
    """One line without controls and signs that turn its direction, cut between words."""
    line = " ".join("".join(map(seen, text)).split())
    if len(line) <= longest:
        return line
    words, blank, last = line[:longest].rpartition(" ")
    return f"{(words if blank and len(last) < longest // 3 else line[: longest - 1]).rstrip(' ,.;:–—-')}…"


def seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Zl", "Zp", "Zs", "Cc"):
        return " "
    # Joiners are letters' business in Persian and Indian scripts.
    return "" if category[0] == "C" and sign not in "\u200c\u200d" else sign
