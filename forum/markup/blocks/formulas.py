"""Formulas on lines of their own: `$$ … $$` and `\\[ … \\]`."""

from forum.markup.blocks.code import code_block
from forum.markup.blocks.lines import BLANKS, Line
from forum.markup.blocks.open_blocks import Leaf, OpenBlocks
from forum.markup.blocks.paragraphs import add_paragraph

CLOSING = {"$$": "$$", "\\[": "\\]"}


class Formula(Leaf):
    """A formula holds no blank line; what is not ended by then is text."""

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
        if self.is_ended:
            words = text.removeprefix(self.mark).removesuffix(CLOSING[self.mark])
            code_block(blocks.containers[-1].element, "math").text = words.strip()
        else:
            add_paragraph([], text, blocks)


def start_formula(blocks: OpenBlocks, line: Line) -> bool:
    mark = line.text[:2]
    if (
        not blocks.document.options.maths
        or mark not in CLOSING
        or CLOSING[mark] in line.text[2:].rstrip()[:-2]
    ):
        return False
    formula = Formula(mark)
    blocks.open_leaf(formula, line)
    formula.takes(line, blocks)
    line.finish()
    return True
