"""Blocks as a test reads them: elements as HTML, with each line's words as they were typed."""

import re
from xml.etree.ElementTree import Element, tostring

from forum.markup.blocks import read_blocks
from forum.markup.document import Document
from forum.markup.options import Options


def blocks(source: str, **options: bool) -> Element:
    return read_blocks(source, Document(options=Options(**options)))


def tree(source: str, **options: bool) -> str:
    html = tostring(blocks(source, **options), encoding="unicode", method="html")
    # As the tree stage does with the paragraphs of tight lists.
    html = re.sub(r'<p tight="">(.*?)</p>', r"\1", html, flags=re.DOTALL)
    return html.removeprefix("<div>").removesuffix("</div>")
