"""The beginning of a post for a mail: plainer HTML than the stored one, and the same as plain text."""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.markup.html.directions import directed
from forum.markup.html.elements import first_number, ordered_list
from forum.markup.html.nesting import HEADINGS
from forum.markup.links import is_named, link_address
from forum.markup.plain_text import PlainText
from forum.markup.trusted_html import has_directions, trust_stored_html

ELLIPSIS = "…"
MAX_ADDRESS = 300  # that stands behind a link's words
# What ends no line of ours, and what would turn round the words behind it.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# Code runs from left to right, and each block the way its own words do.
KEPT = {tag: (f"<{tag}>", f"</{tag}>") for tag in "strong em del sub sup thead tbody tr".split()}
KEPT |= {tag: (f'<{tag} dir="ltr">', f"</{tag}>") for tag in ("pre", "code")}
KEPT |= {"kbd": KEPT["code"], "math": KEPT["code"]}
BLOCKS = {tag: (f"<{tag}>", f"</{tag}>") for tag in "p blockquote ul li table th td".split()}
BLOCKS |= dict.fromkeys(HEADINGS, ("<h4>", "</h4>"))
BLOCKS |= {"summary": ("<p><strong>", "</strong></p>")}
STYLED = {("li", "task"), ("p", "quoted")}


class LengthReached(Exception):
    """There is no room for more words."""


@dataclass(frozen=True)
class MailExcerpt:
    html: SafeString
    text: str

    @property
    def direction(self) -> str:
        """Of its first block: what is around it cannot find that out by `auto`."""
        return "rtl" if self.html.partition(' dir="')[2].startswith("rtl") else "auto"


def mail_excerpt(html: str, *, home: str, length: int, has_quotations: bool = True) -> MailExcerpt:
    """At most so many characters of a post, from the HTML that `render` made; `home` comes before our own paths.

    It loads nothing: a picture is a word. In the text, where a link leads stands behind it.
    """
    writer = MailExcerptWriter(
        home, length, "" if has_directions(html) else "auto", has_quotations=has_quotations
    )
    try:
        writer.feed(html)
        writer.close()
    except LengthReached:
        pass
    writer.end_all()
    return MailExcerpt(trust_stored_html("".join(writer.out).strip()), str(writer.plain_text))


class OpenElement(NamedTuple):
    tag: str
    css_class: str
    closing: str
    is_hidden: bool


class MailExcerptWriter(HTMLParser):
    def __init__(self, home: str, length: int, otherwise: str, *, has_quotations: bool = True) -> None:
        """`otherwise` is the direction of blocks that have none."""
        super().__init__(convert_charrefs=True)
        self.home, self.left, self.has_quotations = home, length, has_quotations
        self.out: list[str] = []
        self.open: list[OpenElement] = []
        self.plain_text = PlainText()
        self.address = self.label = ""
        self.otherwise = self.table_direction = otherwise
        # How many elements are open where what is inside stays hidden.
        self.hidden_from = 0
        self.is_full = False

    # --- what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "img":
            alt = attributes.get("alt", "").strip()
            self.handle_data(_("[picture: %s]") % alt if alt else _("[picture]"))
        elif tag in {"br", "hr"}:
            if not self.hidden_from:
                self.plain_text.start(tag)
                self.out.append(f"<{tag}>")
        else:
            self.start(tag, attributes.get("class", ""), attributes)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1].tag == tag:
            self.end()

    def handle_data(self, data: str) -> None:
        text = UNWANTED.sub("", data)
        if self.hidden_from or self.is_full:
            return
        is_code = self.is_in("pre")
        if not text.strip() and not is_code:
            text = text and " "
        fitting = text if len(text) <= self.left else shortened(text, self.left)
        self.left -= len(text)
        self.label += fitting
        if is_code:
            self.plain_text.write(fitting)
        elif fitting:
            self.plain_text.say(fitting)
        self.out.append(escape(fitting, quote=False))
        if fitting != text:
            self.is_full = True
            raise LengthReached

    # --- elements

    def is_in(self, tag: str) -> bool:
        return any(element.tag == tag for element in self.open)

    def start(self, tag: str, css_class: str, attributes: dict[str, str]) -> None:
        if self.hidden_from or (tag == "blockquote" and not self.has_quotations):
            self.open.append(OpenElement(tag, css_class, "", is_hidden=True))
            self.hidden_from = self.hidden_from or len(self.open)
            return
        self.label = "" if tag in {"a", "summary"} else self.label
        self.plain_text.start(tag, css_class if tag == "ol" else "", first_number(attributes))
        opening, closing = self.tags(tag, css_class, attributes)
        self.open.append(OpenElement(tag, css_class, closing, is_hidden=False))
        self.out.append(opening)
        if css_class == "footnote":
            self.handle_data("[")
        words = words_instead(tag, css_class, attributes)
        if words is not None:
            self.handle_data(words)
            self.hidden_from = len(self.open)

    def tags(self, tag: str, css_class: str, attributes: dict[str, str]) -> tuple[str, str]:
        direction = attributes.get("dir", self.otherwise)
        match tag, css_class:
            case "ol", _:
                opening, closing = ordered_list(first_number(attributes))
                return directed(opening, direction), closing
            case "code", _ if self.is_in("pre"):
                return "<code>", "</code>"
            case "div", "table-scroll":
                self.table_direction = direction
                return "", ""
            case "table", _:
                direction = self.table_direction
            case "a", _:
                # A footnote's own links lead nowhere in a mail.
                is_note = css_class == "footnote-back" or any(
                    part.css_class == "footnote" for part in self.open
                )
                return self.link("" if is_note else attributes.get("href", ""), attributes.get("dir", ""))
        if tag not in BLOCKS:
            return KEPT.get(tag, ("", ""))
        opening, closing = BLOCKS[tag]
        if (tag, css_class) in STYLED:
            opening = opening.replace(">", f' class="{css_class}">', 1)
        return directed(opening, direction), closing

    def link(self, href: str, direction: str) -> tuple[str, str]:
        address = link_address(href) or ""
        self.address = f"{self.home}{address}" if address.startswith("/") else address
        return (
            (directed(f'<a href="{escape(self.address)}">', direction), "</a>") if self.address else ("", "")
        )

    def end(self) -> None:
        element = self.open.pop()
        if len(self.open) < self.hidden_from:
            self.hidden_from = 0
        if element.is_hidden:
            return
        try:
            self.say_at_end(element)
        finally:
            self.plain_text.end(element.tag)
            self.out.append(element.closing)

    def say_at_end(self, element: OpenElement) -> None:
        if element.css_class == "footnote":
            self.handle_data("]")
        elif element.tag == "a":
            self.say_address()
        elif element.tag == "summary":
            self.end_summary()

    def end_summary(self) -> None:
        if self.open[-1].css_class == "spoiler":
            self.handle_data(f"{' ' if self.label.strip() else ''}{_('[spoiler]')}")
            self.hidden_from = len(self.open)
        elif not self.label.strip():
            self.handle_data(_("Details"))

    def say_address(self) -> None:
        address = self.address.removeprefix("mailto:")
        # Whom it mentions and where a quotation comes from is clear without.
        if self.address.startswith(f"{self.home}/u/") or any(
            element.css_class == "quoted" for element in self.open
        ):
            return
        is_said = address == f"{self.label}/" or is_named(self.address, self.label)
        if address and not is_said and len(address) <= MAX_ADDRESS:
            self.plain_text.write(f" ({address})")

    def end_all(self) -> None:
        while self.open:
            self.end()


def words_instead(tag: str, css_class: str, attributes: dict[str, str]) -> str | None:
    """Return what a mail says in place of what is in the element, or None if it says that itself."""
    if tag == "math":
        # Few mail programs show formulas, so that what was typed stands there.
        return attributes.get("data-latex", "")
    if css_class == "spoiler" and tag == "span":
        return _("[spoiler]")
    return "" if css_class == "footnote-back" else None


def shortened(text: str, length: int) -> str:
    """The beginning of the text, cut between words."""
    beginning = text[: max(length - len(ELLIPSIS), 0)]
    return (beginning.rpartition(" ")[0] or beginning).rstrip() + ELLIPSIS
