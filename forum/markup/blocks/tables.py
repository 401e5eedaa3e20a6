"""Tables by GitHub's rules: a head, a line of dashes below it, rows."""

import re
from xml.etree.ElementTree import Element, SubElement

from forum.markup.blocks.lines import BLANKS, Line
from forum.markup.blocks.open_blocks import Leaf, OpenBlocks
from forum.markup.blocks.paragraphs import Paragraph

DASHES = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
PIPE = re.compile(r"(?<!\\)\|")
ALIGNMENT = {(True, False): "left", (False, True): "right", (True, True): "center", (False, False): ""}


class Table(Leaf):
    def __init__(self, head: str, alignments: list[str]) -> None:
        self.head = head
        self.alignments = alignments
        self.rows: list[str] = []

    def add_text(self, line: Line) -> None:
        self.rows.append(line.text)

    def close(self, blocks: OpenBlocks) -> None:
        table = SubElement(blocks.containers[-1].element, "table")
        self.add_row(SubElement(table, "thead"), "th", cells(self.head))
        body = SubElement(table, "tbody") if self.rows else table
        for row in self.rows:
            words = cells(row)
            empty = blocks.take_empty_cells(len(self.alignments) - len(words))
            self.add_row(body, "td", words + [""] * empty)

    def add_row(self, parent: Element, tag: str, words: list[str]) -> None:
        row = SubElement(parent, "tr")
        # Cells without a head are not shown.
        for text, alignment in zip(words, self.alignments, strict=False):
            cell = SubElement(row, tag, {"align": alignment} if alignment else {})
            cell.text = text


def cells(row: str) -> list[str]:
    row = row.strip(BLANKS)
    words = PIPE.split(row.removeprefix("|"))
    if not words[-1]:
        words.pop()
    return [word.strip(BLANKS).replace("\\|", "|") for word in words]


def alignments_in(line: Line) -> list[str]:
    """The alignment of each column that the line of dashes below a head gives; none if it is no such line."""
    text = line.text.rstrip(BLANKS)
    if "|" not in text or not DASHES.match(text):
        return []
    return [ALIGNMENT[cell.startswith(":"), cell.endswith(":")] for cell in cells(text)]


def start_table(blocks: OpenBlocks, line: Line) -> bool:
    """Make a head of the line above."""
    lines = lines_above(blocks)
    if not lines or "|" not in lines[-1]:
        return False
    alignments = alignments_in(line)
    if not alignments or len(cells(lines[-1])) != len(alignments):
        return False
    head = lines.pop()
    if not lines and blocks.leaf_in_hand(Paragraph):
        blocks.leaf = None
    blocks.open_leaf(Table(head, alignments), line)
    line.finish()
    return True


def lines_above(blocks: OpenBlocks) -> list[str]:
    if paragraph := blocks.leaf_in_hand(Paragraph):
        return paragraph.lines
    # A second table may follow without a blank line.
    table = blocks.leaf_in_hand(Table)
    return table.rows if table else []
