"""Writes the HTML we store, its plain text and its facts from the sanitiser's output, in one pass.

Nothing is copied from the input: every tag comes out of `elements`, every address is judged again, and every
character of text is escaped here. What does not fit raises `Unsound`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from forum.markup import html_elements
from forum.markup.emoji import with_emoji
from forum.markup.highlighting import MAX_BLOCK, MAX_CHARACTERS, language_named
from forum.markup.html_nesting import HEADINGS, LOOSE, TEXTLESS, Structure
from forum.markup.html_tokens import END, START, tokens
from forum.markup.links import image_address, leads_elsewhere, link_address, post_id
from forum.markup.mentions import linked
from forum.markup.options import Options
from forum.markup.plain_text import PlainText
from forum.markup.results import EMPTY, UNSOUND, Rendered, Unsound

APART = HEADINGS | {"p", "table", "details"}
TASK = re.compile(r"\s*\[([ xX])\] +")
TASK_BOX = {False: "\N{BALLOT BOX}", True: "\N{BALLOT BOX WITH CHECK}"}

Attributes = dict[str, str]


class OpenElement(NamedTuple):
    """An open element: where its start tag stands in the output, and how much content came before it."""

    tag: str
    mark: int
    content_count: int
    closing: str
    address: str | None


class HtmlWriter:
    def __init__(self, members: Mapping[str, str], options: Options = Options()) -> None:
        self.members = members
        self.options = options
        self.structure = Structure()
        self.plain_text = PlainText()
        self.out: list[str] = []
        self.open: list[OpenElement] = []
        self.content_count = 0
        self.code: list[str] = []
        self.language = ""
        self.coloured = 0
        # Where the item stands whose first words come next, and the paragraph that is a quotation's first line.
        self.item: int | None = None
        self.line: int | None = None
        self.expects_line = False
        self.line_names_post = False
        # Dicts serve as ordered sets.
        self.mentions: dict[str, bool] = {}
        self.quotes: dict[int, bool] = {}
        self.links: dict[str, bool] = {}
        self.images: dict[str, bool] = {}

    def write(self, html: str) -> Rendered:
        for kind, value, attributes in tokens(html):
            if kind == START:
                self.start(value, attributes)
            elif kind == END:
                self.end(value)
            else:
                self.text(value)
        self.structure.finish()
        if not self.content_count:
            raise Unsound(EMPTY)
        return Rendered(
            html="".join(self.out).strip(),
            text=str(self.plain_text),
            mentions=tuple(self.mentions),
            quotes=tuple(self.quotes),
            links=tuple(self.links),
            images=tuple(self.images),
        )

    # Start tags

    def start(self, tag: str, attributes: Attributes) -> None:
        self.structure.start(tag)
        if tag == "br":
            self.line_break()
        elif tag == "hr":
            self.rule()
        elif tag == "img":
            self.image(attributes.get("src", ""), attributes.get("alt", ""))
        else:
            self.lay_out(tag)
            address = link_address(attributes.get("href", "")) if tag == "a" else None
            opening, closing = self.tags(tag, attributes, address)
            self.open.append(OpenElement(tag, len(self.out), self.content_count, closing, address))
            self.out.append(opening)

    def tags(self, tag: str, attributes: Attributes, address: str | None) -> tuple[str, str]:
        if tag == "a":
            return self.link(address)
        if tag == "code":
            self.code = []
            self.language = language_named(attributes.get("class", "").removeprefix("language-"))
            return "", ""
        if tag in ("td", "th"):
            if not self.plain_text.line_ends:
                self.plain_text.write(" | ")
            return html_elements.cell(tag, attributes.get("align", ""))
        if tag == "ol":
            start = first_number(attributes.get("start", ""))
            self.plain_text.start_list(start)
            return html_elements.ordered_list(start)
        if tag == "ul":
            self.plain_text.start_list(None)
        return html_elements.simple(tag)

    def lay_out(self, tag: str) -> None:
        """Lay the element out in the plain text, and remember what its first words may mean."""
        first_in_quote, self.expects_line = self.expects_line, tag == "blockquote"
        if tag in APART:
            self.plain_text.apart(2)
        if tag == "p":
            if first_in_quote:
                self.line, self.line_names_post = len(self.out), False
            return
        self.item = len(self.out) if tag == "li" else None
        if tag == "li":
            self.plain_text.start_item()
        elif tag == "blockquote":
            self.plain_text.start_quote()
        elif tag == "tr":
            self.plain_text.apart(1)

    def link(self, address: str | None) -> tuple[str, str]:
        if address is None:
            return "", ""
        if leads_elsewhere(address) or address.startswith("/"):
            self.links[address] = True
        post = post_id(address)
        if post is not None and self.line is not None:
            self.quotes[post] = True
            self.line_names_post = True
        return html_elements.link(address)

    # Elements without content

    def line_break(self) -> None:
        self.plain_text.apart(1)
        if self.end_line() and self.structure.parent == "p":
            self.out.append("</p><p>")
        else:
            self.out.append("<br>")

    def rule(self) -> None:
        self.content_count += 1
        self.plain_text.apart(2)
        self.out.append("<hr>")

    def image(self, src: str, alt: str) -> None:
        self.item, self.expects_line = None, False
        address = image_address(src)
        if address is None:
            return self.image_as_link(link_address(src), alt)
        self.images[address] = True
        self.content_count += 1 if alt.strip() or "a" not in self.structure.open else 0
        self.plain_text.say(alt)
        self.out.append(html_elements.image(address, alt))

    def image_as_link(self, address: str | None, alt: str) -> None:
        """Write an image that may not be loaded as a link."""
        name = alt if alt.strip() else address or ""
        self.content_count += bool(name)
        self.plain_text.say(name)
        opening, closing = ("", "") if "a" in self.structure.open else self.link(address)
        self.out.append(opening + html_elements.text(name) + closing)

    # Text

    def text(self, text: str) -> None:
        parent = self.structure.parent
        if parent == "code":
            self.code.append(text)
        elif text.strip():
            if parent in TEXTLESS:
                raise Unsound(UNSOUND)
            text = self.without_task_box(text)
            self.content_count += 1
            self.item, self.expects_line = None, False
            self.words(with_emoji(text) if ":" in text else text)
        elif parent not in TEXTLESS and not (parent in LOOSE and "\n" in text):
            self.words(text)

    def words(self, text: str) -> None:
        self.plain_text.say(text)
        if "@" not in text or not self.members or "a" in self.structure.open:
            self.out.append(html_elements.text(text))
            return
        html, names = linked(text, self.members)
        self.out.append(html)
        if "blockquote" not in self.structure.open:
            self.mentions |= dict.fromkeys(names, True)

    def without_task_box(self, text: str) -> str:
        """Return the text after the box of a task list's item; the box is drawn instead."""
        if self.item is None or not (match := TASK.match(text)):
            return text
        box = TASK_BOX[match[1] != " "]
        self.out[self.item] = html_elements.TASK_ITEM
        self.out.append(html_elements.task_box(box))
        self.plain_text.say(box + " ")
        return text[match.end() :]

    # End tags

    def end(self, tag: str) -> None:
        self.structure.end(tag)
        element = self.open.pop()
        if tag == "code":
            self.end_code()
        elif tag == "p":
            self.end_line()
        elif tag == "blockquote":
            self.plain_text.end_quote()
        elif tag in ("ol", "ul"):
            self.plain_text.end_list()
        elif tag == "summary":
            self.plain_text.apart(1)
        closing = element.closing if self.content_count > element.content_count else self.end_empty(element)
        if tag in APART:
            self.plain_text.apart(2)
        self.out.append(closing if self.structure.parent else closing + "\n")

    def end_code(self) -> None:
        code = "".join(self.code)
        self.content_count += bool(code.strip())
        self.item, self.expects_line = None, False
        if self.structure.parent != "pre":
            self.plain_text.write(code)
            self.out.append(html_elements.code(code, "", in_colour=False))
            return
        self.plain_text.apart(2)
        self.plain_text.write(code.strip("\n"))
        self.plain_text.apart(2)
        total = self.coloured + len(code)
        in_colour = bool(self.language) and len(code) <= MAX_BLOCK and total <= MAX_CHARACTERS
        self.coloured = total if in_colour else self.coloured
        self.out.append(html_elements.code(code, self.language, in_colour))

    def end_empty(self, element: OpenElement) -> str:
        """Return the end tag. For screen readers a link gets its address, a heading goes, a `th` becomes `td`."""
        if element.tag == "a" and element.address:
            self.content_count += 1
            self.plain_text.say(element.address)
            self.out.append(html_elements.text(element.address))
        elif element.tag == "th":
            self.out[element.mark] = self.out[element.mark].replace("<th", "<td", 1)
            return "</td>"
        elif element.tag in HEADINGS or element.tag == "summary":
            del self.out[element.mark :]
            return ""
        return element.closing

    def end_line(self) -> bool:
        """End a quotation's first line, if we are in one. True if it names a post."""
        if self.line is None or not self.line_names_post:
            self.line = None
            return False
        self.out[self.line] = html_elements.QUOTED_LINE
        self.line = None
        return True


def first_number(start: str) -> int:
    return int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
