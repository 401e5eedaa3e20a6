"""Which way the blocks of a text run.

A browser that looks for the direction of a list by `dir="auto"` skips the items, as they have directions of their own,
and takes it for left to right. So a block whose first letter runs from right to left says so itself. A block
without letters, as one of numbers or pictures, runs like what is around it.
"""

import re
import unicodedata

from forum.markup.html.nesting import HEADINGS
from forum.markup.unicode_text import RIGHT_TO_LEFT

BLOCKS = HEADINGS | frozenset("blockquote details li ol p summary table td th ul".split())
LETTER = re.compile(r"[^\W\d_]|[\u061c\u200e\u200f]")
DIRECTIONS = {"L": "auto", "R": "rtl", "AL": "rtl"}


def direction_of(text: str) -> str:
    """Return the value of `dir` by the first letter with a direction, or "" if there is none."""
    kinds = (unicodedata.bidirectional(letter[0]) for letter in LETTER.finditer(text))
    return next((DIRECTIONS[kind] for kind in kinds if kind in DIRECTIONS), "")


def directed(tag: str, direction: str) -> str:
    """Return the tag, or the first of the tags, with its direction, if it has one."""
    return tag.replace(">", f' dir="{direction}">', 1) if direction else tag


class Directions:
    def __init__(self, out: list[str]) -> None:
        self.out = out
        # Whether any letter of the text runs from right to left; if not, code and names in it need no direction.
        self.are_mixed = False
        # Where the start tags are of open blocks that have had no letter yet.
        self.undecided: list[int] = []
        self.held: list[int] = []
        self.line = ""

    def expect(self, html: str) -> None:
        self.are_mixed = bool(RIGHT_TO_LEFT.search(html))

    def start(self, mark: int) -> None:
        self.undecided.append(mark)

    def end(self, mark: int) -> None:
        if self.undecided and self.undecided[-1] == mark:
            self.undecided.pop()

    def read(self, text: str) -> None:
        if self.undecided and (direction := direction_of(text)):
            self.decide(direction)
            self.line = direction

    def decide(self, direction: str) -> None:
        for mark in self.undecided:
            self.out[mark] = directed(self.out[mark], direction)
        self.undecided = []

    # A quotation's first line may say whose words it quotes, in the language of those who quote.

    def start_line(self, mark: int) -> None:
        self.held, self.undecided, self.line = self.undecided[:-1], [mark], ""

    def end_line(self, says_whose: bool) -> None:
        """End the line; the quotation runs like it unless it only says whose words these are."""
        self.undecided, self.held = self.held + self.undecided, []
        if self.line and not says_whose:
            self.decide(self.line)
