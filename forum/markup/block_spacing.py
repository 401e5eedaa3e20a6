"""Blank lines and indents where the parser looks for them.

Markdown wants a blank line before a list or a table and around code, and four spaces for each level of a list. Nearly
everyone, and every other forum, writes them right below a sentence and indents by the width of the
bullet. This runs after fenced code has been put away, so it sees only where code was, never code.
"""

import re
from typing import NamedTuple

from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE

QUOTE = re.compile(r"^(?: {0,3}> ?)+")
ITEM = re.compile(r"( *)([-+*]|(\d{1,9})[.)])( +)(?=\S)")
TABLE_RULE = re.compile(r"(?=.*-)[ :-]*\|[ |:-]*")
RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
LEVEL = 4


class Item(NamedTuple):
    indent: int
    content: int
    ordered: bool


class SpacingPreprocessor(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        self.out: list[str] = []
        self.items: list[Item] = []
        self.depth = 0
        # How many lines of the paragraph stand above the one in hand.
        self.above = 0
        self.after_code = False
        for line in lines:
            body = QUOTE.sub("", line)
            prefix = line[: len(line) - len(body)]
            self.enter_quote(prefix.count(">"))
            if body.strip():
                self.add(prefix, body)
            else:
                self.out.append(line)
                self.above, self.after_code = 0, False
        return self.out

    def enter_quote(self, depth: int) -> None:
        if depth != self.depth:
            self.items = []
            self.above, self.after_code = int(depth < self.depth), False
            self.depth = depth

    def add(self, prefix: str, body: str) -> None:
        is_code = HTML_PLACEHOLDER_RE.fullmatch(body.strip()) is not None
        if is_code or self.after_code:
            self.see_blank(prefix)
        item = None if is_code else self.item_in(body)
        if item:
            body = self.marker(prefix, item) + body[item.end() :]
        elif not self.above:
            body = self.continued(body)
        elif self.above > 1 and "|" in self.out[-1] and TABLE_RULE.fullmatch(body):
            self.out.insert(-1, prefix.rstrip())
        self.out.append(prefix + body)
        self.above, self.after_code = self.above + 1, is_code

    def see_blank(self, prefix: str) -> None:
        if self.above:
            self.out.append(prefix.rstrip())
            self.above = 0

    def item_in(self, body: str) -> re.Match[str] | None:
        """The match of a marker that starts an item here, not in the middle of a sentence or of code."""
        item = ITEM.match(body)
        if not item or RULE.fullmatch(body):
            return None
        if self.items:
            deepest = self.items[-1].content + LEVEL
            return item if self.above or len(item[1]) < deepest else None
        first_or_bullet = item[3] in (None, "1")
        return item if len(item[1]) < LEVEL and (not self.above or first_or_bullet) else None

    def marker(self, prefix: str, item: re.Match[str]) -> str:
        indent, ordered = len(item[1]), item[3] is not None
        is_first = not self.items
        brother = self.leave(indent)
        if is_first or (brother is not None and brother.ordered != ordered):
            self.see_blank(prefix)
        self.items.append(Item(indent, len(item[0]), ordered))
        return " " * (LEVEL * (len(self.items) - 1)) + (f"{item[3]}. " if ordered else f"{item[2]} ")

    def continued(self, body: str) -> str:
        """A paragraph below an item, moved to where the parser expects it; extra spaces stay, they may mean code."""
        indent = len(body) - len(body.lstrip(" "))
        self.leave(indent)
        if not self.items:
            return body
        extra = indent - self.items[-1].content
        return " " * (LEVEL * len(self.items) + (extra if extra >= LEVEL else 0)) + body.lstrip(" ")

    def leave(self, indent: int) -> Item | None:
        """Close the items that a line of this indent is not part of; return the outermost of them, if any."""
        item = None
        while self.items and indent < self.items[-1].indent + 2:
            item = self.items.pop()
        return item
