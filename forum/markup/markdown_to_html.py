"""Markdown to HTML that is not yet safe: our own reading of blocks and lines on the package's interface."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, ElementTree, tostring

import markdown
from markdown.blockparser import BlockParser
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from forum.markup.blocks import read_blocks
from forum.markup.document import Document
from forum.markup.inlines import read_leaves
from forum.markup.options import Options


class Blocks(BlockParser):
    """Reads the lines of a text into the tree of its blocks."""

    md: "Markdown"

    def parseDocument(self, lines: Sequence[str]) -> ElementTree:  # noqa: N802
        return ElementTree(read_blocks("\n".join(lines), self.md.document))


class Inlines(Treeprocessor):
    """Reads the text that stands in the blocks."""

    md: "Markdown"

    def run(self, root: Element) -> None:
        read_leaves(root, self.md.document)


class Markdown(markdown.Markdown):
    """The package's way from lines to HTML with nothing of its own syntax in it. Each reads one text."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.document = Document(options)
        self.serializer = serialised

    def build_parser(self) -> "Markdown":
        self.preprocessors = Registry()
        self.inlinePatterns = Registry()
        self.postprocessors = Registry()
        self.parser = Blocks(self)
        self.treeprocessors = Registry()
        self.treeprocessors.register(Inlines(self), "inline", 20)
        return self


def serialised(root: Element) -> str:
    return tostring(root, encoding="unicode", method="html")


def convert(source: str, options: Options = Options()) -> str:
    """HTML for the source, in time that grows with its length."""
    return Markdown(options).convert(source)
