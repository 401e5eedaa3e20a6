"""Splitting the lines of a text at its cuts, so that each tag of a block stands alone on its line."""

import re
from typing import NamedTuple

from forum.markup.blocks.block_tags import marks_of
from forum.markup.blocks.tag_cuts import Cut

ITEM_MARK = re.compile(r"[^ \t>]")


class Whole(NamedTuple):
    """A line of the source as it was before it was split, and the index of the line that comes behind it.

    Lines that one title joins are one.
    """

    text: str
    next: int


class Splitting:
    def __init__(self, lines: list[str]) -> None:
        self.source = lines
        self.lines: list[str] = []
        # The line in the source that each comes from, counted from 1.
        self.numbers: list[int] = []
        # By the first of the lines that come from one, all of it, and the line behind.
        self.wholes: dict[int, Whole] = {}
        # The line and column in hand, and what the next piece of the line begins with.
        self.line = self.column = 0
        self.marks = ""
        # The words since the last tag.
        self.words = ""
        # Where the lines began that are in hand, in the source and in what comes out, and whether they are cut.
        self.whole_from = self.first = 0
        self.is_cut = False
        self.in_code = False

    def split(self, cuts: list[Cut]) -> None:
        self.begin(0)
        for cut in cuts:
            self.copy_to(*cut.start)
            self.cut(cut)
        self.copy_to(len(self.source), 0)

    def begin(self, line: int) -> None:
        self.line = self.whole_from = line
        self.marks = marks_of(self.source[line]) if line < len(self.source) else ""
        self.column = len(self.marks)
        self.first = len(self.lines)
        self.is_cut = False

    @property
    def is_begun(self) -> bool:
        return len(self.lines) > self.first

    def copy_to(self, line: int, column: int) -> None:
        while self.line < line:
            self.words += self.source[self.line][self.column :]
            self.end_line()
            self.begin(self.line + 1)
        if column > self.column:
            self.words += self.source[line][self.column : column]
            self.column = column

    def end_line(self) -> None:
        if self.words.strip() or not self.is_begun:
            self.add_words()
        self.words = ""
        if self.is_cut:
            text = "\n".join(self.source[self.whole_from : self.line + 1])
            self.wholes[self.first] = Whole(text, len(self.lines))

    def add_words(self) -> None:
        self.add_line(self.words.lstrip() if self.is_begun and not self.in_code else self.words)
        self.words = ""

    def add_line(self, words: str) -> None:
        self.lines.append(self.marks + words)
        self.numbers.append(self.line + 1)
        self.marks = ITEM_MARK.sub(" ", self.marks)

    def cut(self, cut: Cut) -> None:
        self.is_cut = True
        if cut.starts or cut.ends:
            if self.words.strip():
                self.add_words()
            self.add_tag(cut)
        self.line, self.column = cut.end

    def add_tag(self, cut: Cut) -> None:
        self.words = ""
        # However far a line is indented, the words behind what it closes are no code, nor is what is in a list.
        block = cut.ends[-1] if cut.ends else cut.home
        if block and not ITEM_MARK.search(self.marks):
            self.marks = block.marks
        for block in cut.ends:
            block.end = len(self.lines)
        if cut.starts:
            cut.starts.first = len(self.lines)
        self.add_line(cut.source)
        if cut.starts:
            cut.starts.marks = self.marks
        self.in_code = cut.starts is not None and cut.starts.name == "code"
