"""Paragraphs, and the headings that a line below makes of them."""

import re
from xml.etree.ElementTree import SubElement

from forum.markup.blocks.definitions import leading_definitions
from forum.markup.blocks.lines import BLANKS, Line
from forum.markup.blocks.lists import Item
from forum.markup.blocks.open_blocks import Leaf, OpenBlocks
from forum.markup.document import DefinitionLine

UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
# The line above a signature.
SIGNATURE = "--"
RULE = "---"
TASK = re.compile(r"\[([ xX])\][ \t]+")
HARD_BREAK = "  "


class Paragraph(Leaf):
    is_paragraph = True

    def __init__(self, number: int) -> None:
        # The number of its first line in the source.
        self.number = number
        self.lines: list[str] = []

    def add_text(self, line: Line) -> None:
        text = line.text.rstrip(BLANKS)
        self.lines.append(text + HARD_BREAK if line.text.endswith(HARD_BREAK) else text)

    def close(self, blocks: OpenBlocks) -> None:
        text = self.without_task_box("\n".join(self.lines).rstrip(BLANKS), blocks)
        definitions, text = leading_definitions(text, blocks.document)
        add_paragraph(definitions, text, blocks)

    def without_task_box(self, text: str, blocks: OpenBlocks) -> str:
        item = blocks.containers[-1]
        match = TASK.match(text)
        if not match or not isinstance(item, Item) or len(item.element):
            return text
        item.element.set("class", "task" if match[1] == " " else "task done")
        item.element.set("value", str(self.number))
        return text[match.end() :]


def add_paragraph(definitions: list[DefinitionLine], text: str, blocks: OpenBlocks) -> None:
    paragraph = SubElement(blocks.containers[-1].element, "p")
    paragraph.text = text
    if definitions:
        blocks.document.definition_lines.append((paragraph, definitions))


def start_underline(blocks: OpenBlocks, line: Line) -> bool:
    """Make a heading of the paragraph above the line, if the line is made of `=` or `-`."""
    paragraph = blocks.leaf_in_hand(Paragraph)
    if not paragraph or not UNDERLINE.match(line.text):
        return False
    words = line.text.rstrip()
    # People end a message with such a line more often than with a heading.
    if words == SIGNATURE or (words == RULE and line.index == blocks.last_index):
        return False
    definitions, text = leading_definitions("\n".join(paragraph.lines).rstrip(BLANKS), blocks.document)
    if not text:
        return False
    blocks.leaf = None
    if definitions:
        add_paragraph(definitions, "", blocks)
    SubElement(blocks.containers[-1].element, "h1" if words[0] == "=" else "h2").text = text
    line.finish()
    return True
