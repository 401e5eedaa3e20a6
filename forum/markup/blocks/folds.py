"""Blocks between lines of slashes: `/// details | title` and `/// spoiler | title`, up to `///`."""

import re
from xml.etree.ElementTree import Element, SubElement

from forum.markup.blocks.lines import Line
from forum.markup.blocks.open_blocks import Container, OpenBlocks

OPENING = re.compile(r"(/{3,})[ \t]*(details|spoiler)[ \t]*(?:\|(.*))?$", re.IGNORECASE)
CLOSING = re.compile(r"/{3,}$")


class Fold(Container):
    def __init__(self, element: Element, slashes: str) -> None:
        super().__init__(element)
        self.slashes = slashes


def fold_element(kind: str, title: str) -> Element:
    element = Element("details")
    if kind == "spoiler":
        element.set("class", "spoiler")
    SubElement(element, "summary").text = title.strip()
    return element


def start_fold(blocks: OpenBlocks, line: Line) -> bool:
    match = OPENING.match(line.text)
    if not match or blocks.is_full:
        return False
    blocks.open_container(Fold(fold_element(match[2].lower(), match[3] or ""), match[1]), line)
    line.finish()
    return True


def end_fold(blocks: OpenBlocks, line: Line) -> bool:
    """Close the innermost block that began with as many slashes."""
    slashes = line.text.rstrip()
    if not CLOSING.match(slashes):
        return False
    for depth in range(blocks.matched - 1, 0, -1):
        container = blocks.containers[depth]
        if isinstance(container, Fold) and container.slashes == slashes:
            blocks.close_to(depth)
            line.finish()
            return True
    return False
