"""Quotations: `> ` before each line."""

from xml.etree.ElementTree import Element

from forum.markup.blocks.lines import Line
from forum.markup.blocks.open_blocks import Container, OpenBlocks


class Quote(Container):
    is_marked = True

    def goes_on(self, line: Line) -> bool:
        if line.is_indented or not line.text.startswith(">"):
            return False
        line.take(1)
        line.skip(1)
        return True


def start_quote(blocks: OpenBlocks, line: Line) -> bool:
    if blocks.is_full:
        return False
    quote = Quote(Element("blockquote"))
    quote.goes_on(line)
    blocks.open_container(quote, line)
    return True
