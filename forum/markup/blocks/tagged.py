"""What stands between a pair of tags, such as `[quote=ann]` … `[/quote]`."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from forum.markup.blocks.code import Code
from forum.markup.blocks.folds import fold_element
from forum.markup.blocks.lines import Line
from forum.markup.blocks.open_blocks import Container, OpenBlocks
from forum.markup.blocks.paired_tags import Tag


class Tagged(Container):
    def __init__(self, element: Element, end: int) -> None:
        super().__init__(element)
        self.end = end


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


ELEMENTS: dict[str, Callable[[str], Element]] = {
    "quote": quote_element,
    "details": lambda title: fold_element("details", title),
    "spoiler": lambda title: fold_element("spoiler", title),
    "list": lambda number: (
        Element("ol", {"start": number} if number != "1" else {}) if number else Element("ul")
    ),
    "item": lambda _: Element("li"),
}


def start_tagged(tag: Tag, blocks: OpenBlocks, line: Line) -> bool:
    if line.text.strip() != tag.source or blocks.is_full:
        return False
    if tag.name == "code":
        blocks.open_leaf(TaggedCode(f"language-{tag.value}" if tag.value else "", tag.end), line)
    else:
        blocks.open_container(Tagged(ELEMENTS[tag.name](tag.value), tag.end), line)
    line.finish()
    return True


def end_tagged(blocks: OpenBlocks, line: Line) -> bool:
    """Close the block that ends at this line."""
    for depth in range(blocks.matched - 1, 0, -1):
        container = blocks.containers[depth]
        if isinstance(container, Tagged) and container.end == line.index:
            blocks.close_to(depth)
            return True
    return False
