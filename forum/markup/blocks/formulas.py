"""Formulas on lines of their own: `$$ … $$` and `\\[ … \\]`."""

import re

from forum.markup.blocks.code import code_block
from forum.markup.blocks.lines import BLANKS, Line
from forum.markup.blocks.open_blocks import Leaf, OpenBlocks
from forum.markup.blocks.paragraphs import add_paragraph
from forum.markup.inlines.formulas import looks_like_formula

CLOSING = {"$$": "$$", "\\[": "\\]"}
# The marks of the containers that a line may stand in.
CONTAINERS = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*")


class Formula(Leaf):
    """Where formulas are not shown as such, its lines are a paragraph, and none of them is an item."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.lines: list[str] = []
        self.is_ended = False

    def takes(self, line: Line, blocks: OpenBlocks) -> bool:
        if line.is_blank:
            return False
        self.lines.append(line.text.rstrip(BLANKS))
        opening = self.mark if len(self.lines) == 1 else ""
        self.is_ended = self.lines[-1].removeprefix(opening).endswith(CLOSING[self.mark])
        if self.is_ended:
            blocks.close_leaf()
        return True

    def close(self, blocks: OpenBlocks) -> None:
        text = "\n".join(self.lines)
        if self.is_ended and blocks.document.options.maths:
            words = text.removeprefix(self.mark).removesuffix(CLOSING[self.mark])
            code_block(blocks.containers[-1].element, "math").text = words.strip()
        else:
            add_paragraph([], text, blocks)


def formula_starts(lines: list[str], *, is_shown: bool) -> frozenset[int]:
    """The lines at which a formula begins that ends before the next blank line; what does not end is prose.

    Unless formulas are shown as such, it has to look like one, too.
    """
    starts = set()
    first, mark = -1, ""
    for index, line in enumerate(lines):
        words = CONTAINERS.sub("", line, count=1).rstrip(BLANKS)
        if first < 0:
            mark = words[:2]
            if mark not in CLOSING or CLOSING[mark] in words[2:-2]:
                continue
            first, words = index, words[2:]
        if words.endswith(CLOSING[mark]) and first >= 0:
            if is_shown or looks_like_formula(mark, "\n".join(lines[first : index + 1])):
                starts.add(first)
            first = -1
        elif not words and index > first:
            first = -1
    return frozenset(starts)


def start_formula(blocks: OpenBlocks, line: Line) -> bool:
    if line.index not in blocks.formula_starts:
        return False
    formula = Formula(line.text[:2])
    blocks.open_leaf(formula, line)
    formula.takes(line, blocks)
    line.finish()
    return True
