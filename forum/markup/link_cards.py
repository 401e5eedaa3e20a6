"""Cards in the place of links that stand alone on their line: what the other page says of itself, as text alone."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from forum.html_entities import unescape
from forum.markup.own_host import leads_here
from forum.markup.videos import player

# As `html.elements.link` writes it, with words that are the address itself.
BARE = re.compile(r'<a class="alone" href="([^"]*)"([^>]*)>([^<]*)</a>')


@dataclass(frozen=True)
class Card:
    title: str
    description: str = ""
    picture: str = ""  # the address of the forum's own copy
    width: int = 0
    height: int = 0


def page_of(address: str) -> str:
    """The address without the part that names a place on the page."""
    return address.partition("#")[0]


def card_addresses(html: str) -> list[str]:
    """Return the pages to which such links in stored HTML lead, each once; not this forum’s, nor videos."""
    return list(dict.fromkeys(page for link in bare_links(html) if (page := card_page(unescape(link[1])))))


def bare_links(html: str) -> Iterator[re.Match[str]]:
    return BARE.finditer(html) if 'class="alone"' in html else iter(())


def card_page(address: str) -> str:
    """Return the page whose card takes the place of a link; "" where a link stays one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_elsewhere = parts.scheme in ("http", "https") and parts.netloc and not leads_here(parts.netloc)
    return page_of(address) if is_elsewhere and not player(address) else ""


def with_cards(html: str, cards: Mapping[str, Card]) -> str:
    """Stored HTML in which each such link whose page has a card is that card."""
    return BARE.sub(card_of(cards), html) if cards else html


def card_of(cards: Mapping[str, Card]) -> Callable[[re.Match[str]], str]:
    def written(link: re.Match[str]) -> str:
        address = unescape(link[1])
        card = cards.get(page_of(address))
        return card_html(link, card, address) if card and card_page(address) else link[0]

    return written


def card_html(link: re.Match[str], card: Card, address: str) -> str:
    """The link with other words in it. Its host is that of the address, whatever the page calls itself."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    # The picture says nothing that the words do not.
    picture = (
        f'<img src="{escape(card.picture)}" alt="" width="{card.width}" height="{card.height}"'
        ' loading="lazy" decoding="async">'
        if card.picture
        else ""
    )
    about = f'<bdi class="card-about">{escape(card.description)}</bdi>' if card.description else ""
    return (
        f'<a class="alone card" href="{link[1]}"{link[2]}>{picture}<bdi class="card-title">{escape(card.title)}</bdi>'
        f'{about}<bdi class="card-site">{escape(host)}</bdi></a>'
    )
