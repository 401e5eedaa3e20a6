"""Writes the HTML we store, its plain text and its facts from the sanitiser's output, in one pass.

Nothing is copied from the input: every tag comes out of `html_elements`, every address is judged again, and every
character of text is escaped here. What does not fit raises `Unsound`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from forum.markup import html_elements
from forum.markup.emoji import with_emoji
from forum.markup.hashtags import with_hashtags
from forum.markup.html_code import Code
from forum.markup.html_footnotes import Footnotes
from forum.markup.html_nesting import HEADINGS, LOOSE, TEXTLESS, Structure
from forum.markup.html_tokens import END, START, tokens
from forum.markup.links import image_address, leads_elsewhere, link_address, post_id
from forum.markup.mentions import linked
from forum.markup.options import Options
from forum.markup.plain_text import PlainText
from forum.markup.results import EMPTY, UNSOUND, Rendered, Unsound
from forum.markup.smileys import with_smileys

TASK = re.compile(r"\s*\[([ xX])\] +")
TASK_BOX = {False: "\N{BALLOT BOX}", True: "\N{BALLOT BOX WITH CHECK}"}

Attributes = dict[str, str]


class OpenElement(NamedTuple):
    """An open element: where its start tag stands in the output, and how much content came before it."""

    tag: str
    css_class: str
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
        self.code = Code()
        self.footnotes = Footnotes(self.out)
        # Where the item stands whose first words come next, and the paragraph that is a quotation's first line.
        self.item: int | None = None
        # The box of the task whose words come next, and its line in the source.
        self.box: tuple[str, int] | None = None
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
        self.footnotes.finish()
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
        css_class = attributes.get("class", "")
        self.structure.start(tag, css_class)
        if tag != "p":
            self.draw_box()
        if tag == "br":
            self.line_break()
        elif tag == "hr":
            self.rule()
        elif tag == "img":
            self.image(attributes)
        else:
            self.start_element(tag, css_class, attributes)

    def start_element(self, tag: str, css_class: str, attributes: Attributes) -> None:
        self.expect(tag)
        self.plain_text.start(tag, css_class, html_elements.first_number(attributes))
        address = link_address(attributes.get("href", "")) if tag == "a" else None
        opening, closing = self.tags(tag, css_class, attributes, address)
        element = OpenElement(tag, css_class, len(self.out), self.content_count, closing, address)
        self.open.append(element)
        self.out.append(opening)
        if tag == "li" and css_class:
            done, line = css_class == "task done", attributes.get("value", "")
            self.box = TASK_BOX[done], html_elements.whole_number(line, longest=6, otherwise=0)
        elif tag == "p":
            self.draw_box()

    def expect(self, tag: str) -> None:
        """Remember what the element's first words may mean."""
        first_in_quote, self.expects_line = self.expects_line, tag == "blockquote"
        if tag == "p":
            if first_in_quote:
                self.line, self.line_names_post = len(self.out), False
        else:
            self.item = len(self.out) if tag == "li" else None

    def tags(self, tag: str, css_class: str, attributes: Attributes, address: str | None) -> tuple[str, str]:
        match tag, css_class:
            case "a", _:
                return self.link(address, is_alone=css_class == "alone")
            case "code", _:
                return self.start_code(css_class)
            case "sup", "footnote":
                self.footnotes.start()
                return "", ""
            case "ol", "footnotes":
                self.footnotes.start_list(is_on_top=not self.open)
            case "li", "" if self.is_in("footnotes"):
                return html_elements.NOTE, "</li>"
            case "p", "quoted" if self.structure.open[-2] != "blockquote":
                raise Unsound(UNSOUND)
            case "span", "literal":
                return "", ""
            case "span", _ if any(element.tag == "span" for element in self.open):
                return "", ""
            case "span", _:
                return html_elements.SPOILER
        return html_elements.tags(tag, css_class, attributes)

    def is_in(self, css_class: str) -> bool:
        return bool(self.open) and self.open[-1].css_class == css_class

    def link(self, address: str | None, is_alone: bool = False) -> tuple[str, str]:
        if address is None:
            return "", ""
        if leads_elsewhere(address) or address.startswith("/"):
            self.links[address] = True
        post = post_id(address)
        if post is not None and self.line is not None:
            self.quotes[post] = True
            self.line_names_post = True
        return html_elements.link(address, is_alone)

    def start_code(self, css_class: str) -> tuple[str, str]:
        self.code.start(css_class)
        if self.code.is_formula and self.is_in("") and self.open[-1].tag == "pre":
            # A formula brings its own box.
            self.out[-1] = ""
            self.open[-1] = self.open[-1]._replace(closing="")
        return "", ""

    # Elements without content

    def line_break(self) -> None:
        self.plain_text.start("br")
        if self.end_line() and self.structure.parent == "p":
            self.out.append("</p><p>")
        else:
            self.out.append("<br>")

    def rule(self) -> None:
        self.content_count += 1
        self.plain_text.start("hr")
        self.out.append("<hr>")

    def image(self, attributes: Attributes) -> None:
        src, alt = attributes.get("src", ""), attributes.get("alt", "")
        self.item, self.expects_line = None, False
        address = image_address(src)
        if address is None:
            return self.image_as_link(link_address(src), alt)
        self.images[address] = True
        self.content_count += 1 if alt.strip() or "a" not in self.structure.open else 0
        self.plain_text.say(alt)
        sides = attributes.get("width", ""), attributes.get("height", "")
        self.out.append(html_elements.image(address, alt, *sides))

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
            self.code.add(text)
        elif self.is_in("footnote"):
            self.footnotes.add(text)
        elif text.strip():
            if parent in TEXTLESS:
                raise Unsound(UNSOUND)
            self.draw_box()
            text = self.without_task_box(text)
            self.content_count += 1
            self.item, self.expects_line = None, False
            self.words(self.with_signs(text))
        elif parent not in TEXTLESS and not (parent in LOOSE and "\n" in text):
            self.words(text)

    def with_signs(self, text: str) -> str:
        """Return the words with emoji for their codes and smileys. An address stays as it is."""
        if self.open and self.open[-1].address and link_address(text) == self.open[-1].address:
            return text
        text = with_emoji(text) if ":" in text else text
        return with_smileys(text, self.plain_text.last_sign) if self.options.smileys else text

    def words(self, text: str) -> None:
        self.plain_text.say(text)
        if "a" in self.structure.open:
            self.out.append(html_elements.text(text))
            return
        if "@" not in text or not self.members:
            self.out.append(with_hashtags(text))
            return
        html, names = linked(text, self.members)
        self.out.append(html)
        if "blockquote" not in self.structure.open:
            self.mentions |= dict.fromkeys(names, True)

    def without_task_box(self, text: str) -> str:
        """Return the text after the box of a task list's item; the box is drawn instead."""
        if self.item is None or not (match := TASK.match(text)):
            return text
        self.out[self.item] = html_elements.TASK_ITEM
        self.box = TASK_BOX[match[1] != " "], 0
        self.draw_box()
        return text[match.end() :]

    def draw_box(self) -> None:
        """Draw the box of a task list's item, if it is due."""
        if self.box:
            self.out.append(html_elements.task_box(*self.box))
            self.plain_text.say(self.box[0] + " ")
            self.content_count += 1
            self.box = None

    # End tags

    def end(self, tag: str) -> None:
        self.structure.end(tag)
        self.draw_box()
        element = self.open.pop()
        if tag == "code":
            self.end_code()
        elif tag == "sup" and element.css_class:
            self.end_reference()
        elif tag == "p":
            self.end_line()
        elif tag == "li" and self.is_in("footnotes"):
            self.footnotes.end_note()
        closing = element.closing if self.content_count > element.content_count else self.end_empty(element)
        self.plain_text.end(tag, element.css_class)
        self.out.append(closing if self.structure.parent else closing + "\n")

    def end_code(self) -> None:
        code, in_block = str(self.code), self.structure.parent == "pre"
        self.content_count += bool(code.strip())
        self.item, self.expects_line = None, False
        self.plain_text.write(code.strip("\n") if in_block else code)
        self.out.append(self.code.html(in_block))

    def end_reference(self) -> None:
        note = self.footnotes.number()
        self.content_count += 1
        self.plain_text.write(f"[{note}]")
        self.out.append(self.footnotes.reference(note, in_link="a" in self.structure.open))

    def end_empty(self, element: OpenElement) -> str:
        """Return the end tag. For screen readers a link gets its address, a heading goes, a `th` becomes `td`."""
        if element.tag == "a" and element.address:
            self.content_count += 1
            self.plain_text.say(element.address)
            self.out.append(html_elements.text(element.address))
        elif element.tag == "th":
            self.out[element.mark] = self.out[element.mark].replace("<th", "<td", 1)
            return "</td>"
        elif element.tag in HEADINGS:
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
