"""Which tags around blocks belong together: those that are closed, and properly nested."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from forum.markup.blocks.block_tags import LOOKS, STYLES, Token, marks_of

NOWHERE = Token(0, 0, 0, 0)
WORDS = re.compile(r"[^\s>]")


@dataclass(slots=True, eq=False)
class Pair:
    """`items` are the tags that belong to a list. `title` are the two tags around the title of details."""

    opening: Token
    # The block around it, and the list around it.
    holder: "Pair | None" = None
    home: "Pair | None" = None
    # How many pairs, and how many blocks among them, were complete before it opened.
    count_before: int = 0
    blocks_before: int = 0
    closing: Token = NOWHERE
    items: list[Token] = field(default_factory=list)
    title: list[Token] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.opening.name


class Pairing:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.open: list[Pair] = []
        self.open_by_name: defaultdict[str, list[Pair]] = defaultdict(list)
        self.pairs: list[Pair] = []
        self.block_count = 0
        # How many of the lines up to each are blank.
        self.blank_counts = list(accumulate(not line.strip(" \t>") for line in lines))
        self.previous = NOWHERE

    def read(self, tokens: Iterable[Token]) -> list[Pair]:
        for token in tokens:
            self.add(token)
            self.previous = token
        return self.pairs

    def add(self, token: Token) -> None:
        match token.name:
            case "":
                while self.open and self.open[-1].opening.depth > token.depth:
                    self.give_up()
            case "*" | "/*":
                self.add_item(token)
            case "summary" | "/summary":
                self.add_to_summary(token)
            case name if name[0] == "/":
                self.close(token)
            case _:
                self.start(token)

    @property
    def holder(self) -> Pair | None:
        """The block in hand."""
        top = self.open[-1] if self.open else None
        return top.holder if top and top.name in LOOKS else top

    def start(self, token: Token) -> None:
        holder = self.holder
        home = holder if holder and holder.name == "list" else holder.home if holder else None
        pair = Pair(token, holder, home, len(self.pairs), self.block_count)
        self.open.append(pair)
        self.open_by_name[token.name].append(pair)

    def give_up(self) -> Pair:
        pair = self.open.pop()
        self.open_by_name[pair.name].pop()
        return pair

    def close(self, token: Token) -> None:
        candidates = self.open_by_name[token.name[1:]]
        if not candidates or candidates[-1].opening.depth != token.depth:
            return
        pair = candidates[-1]
        if pair.name in LOOKS and pair.holder is not self.holder:
            # A block goes before looks that cut it.
            return
        while self.give_up() is not pair:
            pass
        pair.closing = token
        if len(pair.title) == 1:
            pair.title = []
        if self.is_block(pair, token):
            self.pairs.append(pair)
            self.block_count += pair.name not in LOOKS

    def is_block(self, pair: Pair, closing: Token) -> bool:
        """Whether the pair is no matter of a line: that reads its own tags."""
        opening = pair.opening
        is_longer = opening.line < closing.line
        holds_block = self.block_count > pair.blocks_before
        match pair.name:
            case "list":
                return any(item.name == "*" for item in pair.items)
            case "code":
                return is_longer or self.stands_alone(opening, closing)
            case "spoiler":
                return is_longer or bool(opening.value) or holds_block
            case name if name in STYLES:
                return holds_block or self.blank_counts[closing.line] > self.blank_counts[opening.line]
        return True

    def stands_alone(self, opening: Token, closing: Token) -> bool:
        line = self.lines[opening.line]
        return len(marks_of(line)) == opening.start and not line[closing.end :].strip()

    def add_item(self, token: Token) -> None:
        holder = self.holder
        if holder and holder.name == "list" and holder.opening.depth == token.depth:
            holder.items.append(token)

    def add_to_summary(self, token: Token) -> None:
        if token.name == "summary":
            if self.previous.name == "details" and not stands_apart(self.lines, self.previous, token):
                self.open[-1].title = [token]
            return
        for pair in self.open_by_name["details"][-1:]:
            if len(pair.title) == 1 and pair.opening.depth == token.depth:
                pair.title.append(token)
                # Nothing inside a title is a block.
                while self.open[-1] is not pair:
                    self.give_up()
                del self.pairs[pair.count_before :]


def stands_apart(lines: list[str], first: Token, second: Token) -> bool:
    """Whether there are words between two tags. Reads on to the first of them only: such pairs may be nested."""
    start = first.end
    for index in range(first.line, second.line + 1):
        end = second.start if index == second.line else len(lines[index])
        if WORDS.search(lines[index], start, end):
            return True
        start = 0
    return False


def text_between(lines: list[str], first: Token, second: Token) -> str:
    """The words between two tags, without what stands at the start of their lines."""
    if first.line == second.line:
        return lines[first.line][first.end : second.start].strip()
    words = [
        lines[first.line][first.end :],
        *lines[first.line + 1 : second.line],
        lines[second.line][: second.start],
    ]
    return " ".join(word.strip(" \t>") for word in words).strip()
