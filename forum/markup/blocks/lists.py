"""Lists and their items."""

import re
from xml.etree.ElementTree import Element

from forum.markup.blocks.lines import CODE_INDENT, Line
from forum.markup.blocks.open_blocks import Container, OpenBlocks

MARKER = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t]|$)")


class List(Container):
    def __init__(self, kind: str, number: str | None) -> None:
        super().__init__(Element("ol" if number else "ul"), holds_items_only=True)
        # What the markers of all its items end with.
        self.kind = kind
        if number and int(number) != 1:
            self.element.set("start", str(int(number)))

    def close(self) -> None:
        if not self.has_gap:
            for item in self.element:
                tighten(item)


def tighten(item: Element) -> None:
    """Have the item's paragraphs shown without room around them."""
    for block in item:
        if block.tag == "p":
            block.set("tight", "")


class Item(Container):
    def __init__(self, parent: List, width: int) -> None:
        super().__init__(Element("li"))
        self.parent = parent
        # The columns of its marker and the blanks around it: its other lines are indented by as many.
        self.width = width

    def goes_on(self, line: Line) -> bool:
        if line.is_blank and not self.is_begun:
            return False
        is_inside = line.is_blank or line.indent >= self.width
        if is_inside:
            line.skip(self.width)
        return is_inside

    def close(self) -> None:
        self.parent.has_gap = self.parent.has_gap or self.has_gap


def start_item(blocks: OpenBlocks, line: Line) -> bool:
    marker = MARKER.match(line.text)
    if not marker or blocks.is_full:
        return False
    number = marker[1]
    if blocks.in_paragraph and (marker.end() == len(line.text.rstrip()) or (number and int(number) != 1)):
        return False
    items = list_for(marker[0][-1], number, blocks, line)
    width = line.indent + marker.end()
    line.take(marker.end())
    padding = 1 if line.is_blank or line.indent > CODE_INDENT else line.indent
    line.skip(padding)
    blocks.see_gap(line)
    blocks.push(Item(items, width + padding))
    return True


def list_for(kind: str, number: str | None, blocks: OpenBlocks, line: Line) -> List:
    """The open list that an item with such a marker belongs to, or a new one."""
    blocks.close_to(blocks.matched)
    top = blocks.containers[-1]
    if isinstance(top, List) and top.kind == kind:
        return top
    items = List(kind, number)
    blocks.open_container(items, line)
    return items
