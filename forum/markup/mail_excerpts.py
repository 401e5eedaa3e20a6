"""The beginning of a post for a mail: plainer HTML than the stored one, and the same as plain text."""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.markup.html_nesting import HEADINGS
from forum.markup.links import link_address
from forum.markup.plain_text import PlainText
from forum.markup.trusted_html import trust_stored_html

ELLIPSIS = "…"
MAX_ADDRESS = 300  # that stands behind a link's words
# What ends no line of ours, and what would turn round the words behind it.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
BLOCKS = HEADINGS | {"p", "table"}
# Each paragraph runs the way its own words do; code runs from left to right.
KEPT = {tag: f"<{tag}>" for tag in "code strong em del ul table thead tbody tr".split()}
KEPT |= {tag: f'<{tag} dir="auto">' for tag in "p blockquote li h3 h4 h5 h6 th td".split()}
KEPT |= {"pre": '<pre dir="ltr">'}


class LengthReached(Exception):
    """There is no room for more words."""


@dataclass(frozen=True)
class MailExcerpt:
    html: SafeString
    text: str


def mail_excerpt(html: str, *, home: str, length: int) -> MailExcerpt:
    """At most so many characters of a post, from the HTML that `render` made; `home` comes before our own paths.

    It loads nothing: a picture is a word. In the text, where a link leads stands behind it.
    """
    writer = MailExcerptWriter(home, length)
    try:
        writer.feed(html)
        writer.close()
    except LengthReached:
        pass
    writer.end_all()
    return MailExcerpt(trust_stored_html("".join(writer.out).strip()), str(writer.plain_text))


class MailExcerptWriter(HTMLParser):
    def __init__(self, home: str, length: int) -> None:
        super().__init__(convert_charrefs=True)
        self.home, self.left = home, length
        self.out: list[str] = []
        self.open: list[str] = []
        self.plain_text = PlainText()
        self.address = self.label = ""
        self.is_in_quoted_line = False

    # --- what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "img":
            alt = attributes.get("alt", "").strip()
            self.handle_data(_("[picture: %s]") % alt if alt else _("[picture]"))
        elif tag in {"br", "hr"}:
            self.plain_text.apart(1 if tag == "br" else 2)
            self.out.append(f"<{tag}>")
        else:
            self.open.append(tag)
            self.lay_out(tag, attributes)
            self.out.append(self.tag(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.end()

    def handle_data(self, data: str) -> None:
        text = UNWANTED.sub("", data)
        if not text.strip() and "pre" not in self.open:
            text = text and " "
        fitting = text if len(text) <= self.left else shortened(text, self.left)
        self.left -= len(text)
        self.label += fitting
        if "pre" in self.open:
            self.plain_text.write(fitting)
        elif fitting:
            self.plain_text.say(fitting)
        self.out.append(escape(fitting, quote=False))
        if fitting != text:
            raise LengthReached

    # --- elements

    def lay_out(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "p":
            self.is_in_quoted_line = attributes.get("class") == "quoted"
        if tag in BLOCKS or tag == "pre":
            self.plain_text.apart(2)
        elif tag == "blockquote":
            self.plain_text.start_quote()
        elif tag in {"ul", "ol"}:
            start = attributes.get("start", "1")
            self.plain_text.start_list(None if tag == "ul" else int(start) if start.isdecimal() else 1)
        elif tag == "li":
            self.plain_text.start_item()
        elif tag == "tr":
            self.plain_text.apart(1)
        elif tag in {"td", "th"} and not self.plain_text.line_ends:
            self.plain_text.write(" | ")

    def tag(self, tag: str, attributes: dict[str, str]) -> str:
        if tag == "ol":
            start = attributes.get("start", "")
            return f'<ol start="{int(start)}">' if start.isdecimal() else "<ol>"
        if tag == "li" and attributes.get("class") == "task":
            return '<li class="task" dir="auto">'
        if tag != "a":
            return KEPT.get(tag, "")
        address = link_address(attributes.get("href", "")) or ""
        self.address, self.label = f"{self.home}{address}" if address.startswith("/") else address, ""
        return f'<a href="{escape(self.address)}">' if self.address else "<a>"

    def end(self) -> None:
        tag = self.open.pop()
        if tag == "a":
            self.say_address()
        elif tag == "blockquote":
            self.plain_text.end_quote()
        elif tag in {"ul", "ol"}:
            self.plain_text.end_list()
        elif tag in BLOCKS or tag == "pre":
            self.plain_text.apart(2)
        if tag in KEPT or tag in {"a", "ol"}:
            self.out.append(f"</{tag}>")

    def say_address(self) -> None:
        address = self.address.removeprefix("mailto:")
        # Whom it mentions and where a quotation comes from is clear without.
        if self.address.startswith(f"{self.home}/u/") or self.is_in_quoted_line:
            return
        if address and address not in {self.label, f"{self.label}/"} and len(address) <= MAX_ADDRESS:
            self.plain_text.write(f" ({address})")

    def end_all(self) -> None:
        while self.open:
            self.end()


def shortened(text: str, length: int) -> str:
    """The beginning of the text, cut between words."""
    beginning = text[: max(length - len(ELLIPSIS), 0)]
    return (beginning.rpartition(" ")[0] or beginning).rstrip() + ELLIPSIS
