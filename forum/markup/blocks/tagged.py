"""What stands between a pair of tags, such as `[quote=ann]` … `[/quote]`."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from forum.markup.blocks.code import Code
from forum.markup.blocks.folds import fold_element
from forum.markup.blocks.lines import Line
from forum.markup.blocks.lists import tighten
from forum.markup.blocks.open_blocks import Container, OpenBlocks
from forum.markup.blocks.paired_tags import Tag


class Tagged(Container):
    def __init__(self, tag: Tag) -> None:
        super().__init__(ELEMENTS[tag.name](tag.value), holds_items_only=tag.name == "list")
        self.end = tag.end

    def close(self) -> None:
        if self.element.tag == "li" and not self.has_gap:
            tighten(self.element)


class TaggedCode(Code):
    """The lines between `[code]` and `[/code]`, as they are."""

    def __init__(self, css_class: str, end: int) -> None:
        super().__init__(css_class)
        self.end = end

    def takes(self, line: Line, blocks: OpenBlocks) -> bool:
        if line.index == self.end:
            blocks.close_leaf()
        else:
            self.lines.append(line.rest)
        return True


def quote_element(name: str) -> Element:
    quote = Element("blockquote")
    if name:
        mark = "" if " " in name else "@"
        SubElement(quote, "p", {"class": "quoted"}).text = f"{mark}{name}:"
    return quote


def list_element(number: str) -> Element:
    """A list that counts if a number is given, from there if it is one: `[list=a]` counts from 1."""
    if not number:
        return Element("ul")
    return Element("ol", {"start": number} if number.isdecimal() and number != "1" else {})


ELEMENTS: dict[str, Callable[[str], Element]] = {
    "quote": quote_element,
    "details": lambda title: fold_element("details", title),
    "spoiler": lambda title: fold_element("spoiler", title),
    "list": list_element,
    "item": lambda _: Element("li"),
}


def start_tagged(tag: Tag, blocks: OpenBlocks, line: Line) -> bool:
    if line.text.strip() != tag.source or blocks.is_full:
        return False
    if tag.name == "code":
        blocks.open_leaf(TaggedCode(f"language-{tag.value}" if tag.value else "", tag.end), line)
    elif tag.name != "item":
        blocks.open_container(Tagged(tag), line)
    elif is_tagged_list(blocks.containers[blocks.matched - 1]):
        blocks.close_to(blocks.matched)
        blocks.push(Tagged(tag))
    else:
        return False
    line.finish()
    return True


def is_tagged_list(container: Container) -> bool:
    return isinstance(container, Tagged) and container.holds_items_only


def end_tagged(blocks: OpenBlocks, line: Line) -> bool:
    """Close the outermost block that ends here. Whether the line is its end, not code behind it."""
    for depth in range(1, blocks.matched):
        container = blocks.containers[depth]
        if isinstance(container, Tagged) and container.end <= line.index:
            blocks.close_to(depth)
            return container.end == line.index
    return False


def ends_tagged(blocks: OpenBlocks, line: Line) -> bool:
    return any(
        isinstance(container, Tagged) and container.end == line.index
        for container in blocks.containers[1 : blocks.matched]
    )
