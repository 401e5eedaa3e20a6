"""Writes the HTML we store, its plain text and its facts from the sanitiser's output, in one pass.

Nothing is copied from the input: every tag comes out of `elements`, every address is judged again, and every
character of text is escaped here. What does not fit raises `Unsound`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from forum.markup.html import elements
from forum.markup.html.code import Code
from forum.markup.html.directions import BLOCKS, Directions, directed
from forum.markup.html.facts import Facts
from forum.markup.html.footnotes import Footnotes
from forum.markup.html.nesting import HEADINGS, LOOSE, TEXTLESS, Structure
from forum.markup.html.quotations import QuotedLine
from forum.markup.html.tasks import TaskBox
from forum.markup.html.tokens import END, START, tokens
from forum.markup.html.words import Words
from forum.markup.links import ATTACHED, image_address, leads_elsewhere, link_address, post_id
from forum.markup.options import Options
from forum.markup.plain_text import PlainText
from forum.markup.results import EMPTY, UNSOUND, Rendered, Unsound

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
        self.options = options
        self.structure = Structure()
        self.plain_text = PlainText()
        self.out: list[str] = []
        self.open: list[OpenElement] = []
        self.content_count = 0
        self.code = Code()
        self.footnotes = Footnotes(self.out)
        self.directions = Directions(self.out)
        self.running_text = Words(self.out, self.plain_text, self.directions, members, options.smileys)
        self.quoted_line = QuotedLine(self.out, self.directions)
        self.task_box = TaskBox(self.out, self.plain_text)
        self.facts = Facts()

    def write(self, html: str) -> Rendered:
        self.directions.expect(html)
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
        return self.facts.rendered("".join(self.out).strip(), str(self.plain_text))

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
        self.quoted_line.start_element(tag, css_class)
        self.plain_text.start(tag, css_class, elements.first_number(attributes))
        address = link_address(attributes.get("href", "")) if tag == "a" else None
        opening, closing = self.tags(tag, css_class, attributes, address)
        mark = len(self.out)
        self.open.append(OpenElement(tag, css_class, mark, self.content_count, closing, address))
        self.out.append(opening)
        if tag in BLOCKS:
            self.directions.start(mark)
        elif tag == "pre" and self.directions.are_mixed:
            self.out[mark] = directed(opening, "ltr")
        if tag == "p":
            self.quoted_line.start()
            self.draw_box()
        elif tag == "li" and css_class:
            self.task_box.start(css_class, attributes.get("value", ""))

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
                return elements.NOTE, "</li>"
            case "p", "quoted" if self.structure.open[-2] != "blockquote":
                raise Unsound(UNSOUND)
            case "span", "literal":
                return "", ""
            case "span", _ if any(element.tag == "span" for element in self.open):
                return "", ""
            case "span", _:
                return elements.SPOILER
        return elements.tags(tag, css_class, attributes)

    def is_in(self, css_class: str) -> bool:
        return bool(self.open) and self.open[-1].css_class == css_class

    def link(self, address: str | None, is_alone: bool = False) -> tuple[str, str]:
        if address is None:
            return "", ""
        self.facts.add_link(address)
        post = post_id(address)
        if post is not None and self.quoted_line.mark is not None:
            self.facts.quotes[post] = True
            self.quoted_line.names_post = True
        return elements.link(address, is_alone)

    def start_code(self, css_class: str) -> tuple[str, str]:
        self.code.start(css_class)
        if self.code.is_formula and self.structure.open[-2] == "pre":
            # A formula brings its own box.
            self.out[-1] = ""
            self.open[-1] = self.open[-1]._replace(closing="")
        return "", ""

    # Elements without content

    def line_break(self) -> None:
        self.plain_text.start("br")
        if self.quoted_line.end() and self.structure.parent == "p":
            self.directions.end(self.open[-1].mark)
            self.open[-1] = self.open[-1]._replace(mark=len(self.out) + 1)
            self.directions.start(len(self.out) + 1)
            self.out += ["</p>", "<p>"]
        else:
            self.out.append("<br>")

    def rule(self) -> None:
        self.content_count += 1
        self.plain_text.start("hr")
        self.out.append("<hr>")

    def image(self, attributes: Attributes) -> None:
        src, alt = attributes.get("src", ""), attributes.get("alt", "")
        self.quoted_line.is_next = False
        address = image_address(src)
        if address is None:
            return self.image_as_link(link_address(src), alt)
        is_remote = leads_elsewhere(address)
        if is_remote and not (self.options.remote_images or self.options.copied_images):
            return self.image_as_link(address, alt)
        self.facts.images[address] = True
        if is_remote and self.options.copied_images:
            return self.image_to_copy(address, alt, attributes)
        self.content_count += 1 if alt.strip() or "a" not in self.structure.open else 0
        self.plain_text.say(alt)
        sides = attributes.get("width", ""), attributes.get("height", "")
        if attached := ATTACHED.fullmatch(address):
            in_link = "a" in self.structure.open
            self.out.append(elements.attached_picture(attached, alt, *sides, in_link=in_link))
        else:
            self.out.append(elements.image(address, alt, *sides))

    def image_to_copy(self, address: str, alt: str, attributes: Attributes) -> None:
        self.content_count += 1
        self.plain_text.say(alt)
        sides = attributes.get("width", ""), attributes.get("height", "")
        self.out.append(elements.picture_to_copy(address, alt, *sides, in_link="a" in self.structure.open))

    def image_as_link(self, address: str | None, alt: str) -> None:
        """Write an image that may not be loaded as a link."""
        name = alt if alt.strip() else address or ""
        self.content_count += bool(name)
        self.plain_text.say(name)
        opening, closing = ("", "") if "a" in self.structure.open else self.link(address)
        self.out.append(opening + elements.text(name) + closing)

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
            self.content_count += 1
            self.quoted_line.is_next = False
            self.words(text)
        elif parent not in TEXTLESS and not (parent in LOOSE and "\n" in text):
            self.words(text)

    def words(self, text: str) -> None:
        if "a" in self.structure.open:
            element = self.open[-1]
            self.running_text.write_label(text, element.address, element.mark)
            return
        names = self.running_text.write(text)
        if "blockquote" not in self.structure.open:
            self.facts.mentions |= dict.fromkeys(names, True)

    def draw_box(self) -> None:
        self.content_count += self.task_box.draw()

    # End tags

    def end(self, tag: str) -> None:
        self.structure.end(tag)
        self.draw_box()
        element = self.open.pop()
        if tag in BLOCKS and tag != "p":
            self.directions.end(element.mark)
        if tag == "code":
            self.end_code()
        elif tag == "sup" and element.css_class:
            self.end_reference()
        elif tag == "p":
            self.quoted_line.end()
            self.directions.end(element.mark)
        elif tag == "li" and self.is_in("footnotes"):
            self.footnotes.end_note()
        closing = element.closing if self.content_count > element.content_count else self.end_empty(element)
        self.plain_text.end(tag, element.css_class)
        self.out.append(closing if self.structure.parent else closing + "\n")

    def end_code(self) -> None:
        code, in_block = str(self.code), self.structure.parent == "pre"
        self.content_count += bool(code.strip())
        self.quoted_line.is_next = False
        self.plain_text.write(code.strip("\n") if in_block else code)
        html = self.code.html(in_block)
        needs_direction = self.directions.are_mixed and not in_block and not self.code.is_formula
        self.out.append(directed(html, "ltr") if needs_direction else html)

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
            elements.name_link(self.out, element.mark, element.address)
        elif element.tag == "th":
            self.out[element.mark] = self.out[element.mark].replace("<th", "<td", 1)
            return "</td>"
        elif element.tag in HEADINGS:
            del self.out[element.mark :]
            return ""
        return element.closing
