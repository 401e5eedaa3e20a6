"""The blocks that are still open while a text is read, from the whole text down to the one in hand."""

from typing import TypeVar
from xml.etree.ElementTree import Element, SubElement

from forum.markup.blocks.lines import Line
from forum.markup.document import Document

# Short rows are filled up with so many cells in all: a few characters could ask for millions.
MOST_EMPTY_CELLS = 1_000

# Elements inside each other. What is nested deeper is text.
DEEPEST = 30


class Container:
    """A block that holds blocks."""

    # Whether each of its lines, even a blank one, begins with a mark.
    is_marked = False

    def __init__(self, element: Element, *, holds_items_only: bool = False) -> None:
        self.element = element
        self.holds_items_only = holds_items_only
        self.is_begun = False
        # Whether a blank line stands between two of its blocks.
        self.has_gap = False

    def goes_on(self, line: Line) -> bool:
        """Whether the line still belongs here; if so, take the marks that say it off the line."""
        return True

    def close(self) -> None:
        """Do what has to wait until all blocks in it are read."""


class Leaf:
    """A block that holds lines."""

    is_paragraph = False

    def takes(self, line: Line, blocks: "OpenBlocks") -> bool:
        """Add the line if it belongs here whatever it looks like."""
        return False

    def close(self, blocks: "OpenBlocks") -> None:
        """Add what was read to the tree."""


LeafKind = TypeVar("LeafKind", bound=Leaf)


class OpenBlocks:
    def __init__(self, document: Document, last_index: int) -> None:
        self.document = document
        # The index of the text's last line, which is not blank.
        self.last_index = last_index
        self.containers = [Container(Element("div"))]
        self.leaf: Leaf | None = None
        # The lines at which formulas begin.
        self.formula_starts: frozenset[int] = frozenset()
        self.empty_cells_left = MOST_EMPTY_CELLS
        # How many containers the line in hand belongs to, and the deepest that had a mark of its own on it.
        self.matched = 1
        self.marked_depth = 0
        # The same of the last blank line.
        self.blank_index = -1
        self.blank_depth = 0

    @property
    def is_full(self) -> bool:
        return self.matched >= DEEPEST

    @property
    def in_paragraph(self) -> bool:
        """Whether the line in hand stands right below the words of a paragraph."""
        return self.leaf is not None and self.leaf.is_paragraph and self.all_match

    @property
    def all_match(self) -> bool:
        return self.matched == len(self.containers)

    def match(self, line: Line) -> None:
        """Count the containers that the line belongs to, and take their marks off it."""
        self.matched, self.marked_depth = 1, 0
        for container in self.containers[1:]:
            if not container.goes_on(line):
                break
            if container.is_marked:
                self.marked_depth = self.matched
            self.matched += 1

    def leaf_in_hand(self, kind: type[LeafKind]) -> LeafKind | None:
        """The open leaf, if it is of this kind and the line in hand belongs to all of its containers."""
        return self.leaf if isinstance(self.leaf, kind) and self.all_match else None

    def see_blank(self, line: Line) -> None:
        self.blank_index, self.blank_depth = line.index, self.marked_depth

    def begin_block(self, line: Line) -> None:
        """Close what the line does not belong to, so that a block can be added."""
        self.close_to(self.matched)
        if self.containers[-1].holds_items_only:
            self.close_to(len(self.containers) - 1)
        self.see_gap(line)

    def see_gap(self, line: Line) -> None:
        top = self.containers[-1]
        if self.blank_index == line.index - 1 and self.blank_depth < len(self.containers):
            top.has_gap = top.has_gap or top.is_begun
        top.is_begun = True

    def add(self, tag: str, line: Line, text: str = "") -> Element:
        self.begin_block(line)
        element = SubElement(self.containers[-1].element, tag)
        element.text = text
        return element

    def open_leaf(self, leaf: Leaf, line: Line) -> None:
        self.begin_block(line)
        self.leaf = leaf

    def open_container(self, container: Container, line: Line) -> None:
        self.begin_block(line)
        self.push(container)

    def push(self, container: Container) -> None:
        self.containers[-1].element.append(container.element)
        self.marked_depth = len(self.containers)
        self.containers.append(container)
        self.matched = len(self.containers)

    def take_empty_cells(self, count: int) -> int:
        """How many cells a row may be filled up with that lacks so many."""
        taken = min(max(count, 0), self.empty_cells_left)
        self.empty_cells_left -= taken
        return taken

    def close_leaf(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf:
            leaf.close(self)

    def close_to(self, depth: int) -> None:
        self.close_leaf()
        while len(self.containers) > depth:
            self.containers.pop().close()
        self.matched = min(self.matched, depth)
