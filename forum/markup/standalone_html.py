"""A stored text for programs that have none of our style sheets, scripts and pages around it, such as feed readers."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from django.utils.translation import gettext as _

from forum.markup.trusted_html import page_html

# What `html.writer` and `page_html` write: no text and no attribute holds a "<", and no attribute a ">".
PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+")
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
KEPT = frozenset("align alt dir height href id rel src start width".split())
# Few feed readers show formulas, so that what was typed stands there, as in emails.
FORMULA = re.compile(r'<math\b[^>]* data-latex="([^"]*)"[^>]*>.*?</math>', re.DOTALL)
SPOILER = ' class="spoiler"'
HIDING = {"span": SPOILER, "details": SPOILER}
# What spoilers become: without our style sheet, most programs would show what is in them.
SPOILERS = {"span": "{}", "details": "<p>{}</p>"}


def standalone_html(html: str, key: object, *, home: str, page: str) -> str:
    """Stored HTML with whole addresses and without what only our pages understand.

    `home` comes before our own paths. `page` is the address of the page that has the text under the same `key`, as in
    `page_html`: footnotes lead there.
    """
    out: list[str] = []
    for piece, hides in pieces(page_html(FORMULA.sub(r"<code>\1</code>", html), key), HIDING):
        slash, tag, attributes = piece.groups()
        if hides:
            out.append(SPOILERS[tag].format(escape(_("[spoiler]"))))
        elif tag is None or (slash and tag != "span"):
            out.append(piece[0])
        elif tag != "span":
            out.append(f"<{tag}{kept(attributes, home, page)}>")
    return "".join(out)


def pieces(html: str, hiding: Mapping[str, str]) -> Iterator[tuple[re.Match[str], bool]]:
    """The tags and texts, without what is in elements that hide it: those with a tag of `hiding` and its attributes.

    Of such an element there is the opening tag alone, and with each piece whether it is one.
    """
    hidden, depth = "", 0
    for piece in PIECE.finditer(html):
        slash, tag, attributes = piece.groups()
        if hidden:
            depth += (tag == hidden) * (-1 if slash else 1)
            hidden = hidden if depth else ""
            continue
        hides = not slash and tag in hiding and hiding[tag] in attributes
        if hides:
            hidden, depth = tag, 1
        yield piece, hides


def kept(attributes: str, home: str, page: str) -> str:
    return "".join(
        f' {name}="{whole(value, home, page) if name in {"href", "src"} else value}"'
        for name, value in ATTRIBUTE.findall(attributes)
        if name in KEPT
    )


def whole(address: str, home: str, page: str) -> str:
    if address.startswith("/"):
        return escape(home) + address
    return escape(page) + address if address.startswith("#") else address
