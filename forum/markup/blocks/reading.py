"""Reading a text line by line."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from forum.markup.blocks.code import Fence, start_fence, start_indented_code
from forum.markup.blocks.folds import end_fold, start_fold
from forum.markup.blocks.formulas import formula_starts, start_formula
from forum.markup.blocks.headings import start_heading, start_html_heading, start_rule
from forum.markup.blocks.lines import BLANKS, Line
from forum.markup.blocks.lists import start_item
from forum.markup.blocks.notes import start_note
from forum.markup.blocks.open_blocks import OpenBlocks
from forum.markup.blocks.paired_tags import Tag, paired_tags
from forum.markup.blocks.paragraphs import Paragraph, start_underline
from forum.markup.blocks.quotes import start_quote
from forum.markup.blocks.tables import Table, start_table
from forum.markup.blocks.tagged import TaggedCode, end_tagged, ends_tagged, start_tagged
from forum.markup.document import Document

Start = Callable[[OpenBlocks, Line], bool]

# What a line may start (or end) by the first character of its words. The first that answers True did.
STARTS: Mapping[str, tuple[Start, ...]] = {
    "#": (start_heading,),
    "$": (start_formula,),
    "*": (start_rule, start_item),
    "+": (start_item,),
    "-": (start_underline, start_rule, start_item, start_table),
    "/": (end_fold, start_fold),
    ":": (start_table,),
    "<": (start_html_heading,),
    "=": (start_underline,),
    ">": (start_quote,),
    "[": (start_note,),
    "\\": (start_formula,),
    "_": (start_rule,),
    "`": (start_fence,),
    "|": (start_table,),
    "~": (start_fence,),
} | dict.fromkeys("0123456789", (start_item,))


def read_blocks(source: str, document: Document) -> Element:
    """The blocks of a text with plain line ends, as `document.py` says. Never raises, and takes linear time."""
    lines, numbers, tags, wholes = paired_tags(source.rstrip(BLANKS + "\n").split("\n"), document.options)
    blocks = OpenBlocks(document, len(lines) - 1)
    if "$$" in source or "\\[" in source:
        blocks.formula_starts = formula_starts(lines, is_shown=document.options.maths)
    index = 0
    while index < len(lines):
        text, after = lines[index], index + 1
        if index in wholes and is_in_code(Line(text, index, numbers[index]), blocks):
            text, after = wholes[index]
        read_line(Line(text, index, numbers[index]), blocks, tags)
        index = after
    blocks.close_to(1)
    return blocks.containers[0].element


def is_in_code(line: Line, blocks: OpenBlocks) -> bool:
    """Whether code goes on or starts at the line, so that no tag in it counts."""
    blocks.match(line)
    if blocks.leaf_in_hand(Fence):
        return True
    return (
        may_start_code(line, blocks) and not blocks.leaf_in_hand(TaggedCode) and not ends_tagged(blocks, line)
    )


def read_line(line: Line, blocks: OpenBlocks, tags: dict[int, Tag]) -> None:
    blocks.match(line)
    if tags and end_tagged(blocks, line) and line.index not in tags:
        return
    if blocks.leaf and blocks.all_match and blocks.leaf.takes(line, blocks):
        return
    while start_block(line, blocks, tags):
        if line.is_done:
            return
    if line.is_blank:
        blocks.close_to(blocks.matched)
        blocks.see_blank(line)
    else:
        text_block(line, blocks).add_text(line)


def start_block(line: Line, blocks: OpenBlocks, tags: dict[int, Tag]) -> bool:
    """Whether the line, as far as it is not yet taken, starts a block or ends one."""
    if line.is_blank:
        return False
    if may_start_code(line, blocks):
        return start_indented_code(blocks, line)
    if line.index in tags and start_tagged(tags[line.index], blocks, line):
        return True
    return not line.is_indented and any(start(blocks, line) for start in STARTS.get(line.text[0], ()))


def may_start_code(line: Line, blocks: OpenBlocks) -> bool:
    return line.is_indented and not isinstance(blocks.leaf, Paragraph) and not blocks.leaf_in_hand(Table)


def text_block(line: Line, blocks: OpenBlocks) -> Paragraph | Table:
    """The block that takes a line of text: a paragraph even if the line lacks the marks of its containers."""
    if isinstance(blocks.leaf, Paragraph):
        return blocks.leaf
    if table := blocks.leaf_in_hand(Table):
        return table
    paragraph = Paragraph(line.number)
    blocks.open_leaf(paragraph, line)
    return paragraph
