"""Finding the tags that may enclose blocks, outside of code: `<details>`, and `[quote=ann]` where BBCode is allowed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from forum.markup.blocks.code import FENCE, ends_fence
from forum.markup.inlines.code_spans import next_run, runs_by_length
from forum.markup.options import Options

# What stands at a line's start before its words; `>` counts how deep in quotations it is.
MARKS = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*")
MARK = re.compile(r"[>+*.)-]")
# Each tag of a line stands behind the same marks in the end, and no block can stand behind more.
MOST_MARKS = 30
LONGEST_MARKS = 300

# They only change how the words inside look, and we have no such looks,
DROPPED = frozenset(
    "align bgcolor center color colour face font highlight indent justify left right size".split()
)
# or no such looks of several blocks at once.
STYLES = frozenset("b i s strike u".split())
LOOKS = DROPPED | STYLES
OTHER_NAMES = {"ol": "list", "ul": "list", "li": "*", "/ol": "/list", "/ul": "/list", "/li": "/*"}
NAMES = "|".join(["quote", "code", "list", "ul", "ol", "li", "spoiler", "details", r"\*", *sorted(LOOKS)])
VALUE = r"[= ](?:\"[^\"\n]{0,200}\"[^\[\]\n]{0,200}|[^\[\]\n]{0,200})|:[a-z]"
HTML = r"(?<!\\)</?(?:details(?:[ ]+open(?:=[\"'a-z]*)?)?|summary)[ ]*>|`+"
BBCODE = rf"(?<!\\)\[/?(?:{NAMES})(?:{VALUE})?\]"
TAGS = {
    False: re.compile(HTML, re.IGNORECASE),
    True: re.compile(f"{HTML}|{BBCODE}", re.IGNORECASE),
}
NAME = re.compile(r"[<\[](/?(?:\w+|\*))[=: ]?(.*)[>\]]")
CODE_END = re.compile(r"\[/code\]", re.IGNORECASE)


class Token(NamedTuple):
    """A tag; `start` and `end` are columns of its line. `depth` says in how many quotations the line stands.

    One without a name stands for a line that is in fewer of them than the line before.
    """

    line: int
    start: int
    end: int
    depth: int
    name: str = ""
    value: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.line, self.start


def marks_of(line: str) -> str:
    marks = MARKS.match(line)
    return marks[0] if marks else ""


def have_room(marks: str) -> bool:
    """Whether tags may stand behind the marks."""
    return len(marks) <= LONGEST_MARKS and len(MARK.findall(marks)) <= MOST_MARKS


class TagReader:
    def __init__(self, lines: list[str], options: Options) -> None:
        self.lines = lines
        self.pattern = TAGS[options.bbcode]
        # Where code may end, the next one last.
        self.code_ends = code_ends(lines) if options.bbcode else []
        # The line and column behind the code that was found last.
        self.resume = (0, 0)
        self.fence = ""
        self.fence_depth = 0

    def tokens(self) -> Iterator[Token]:
        depth_before = 0
        for index, line in enumerate(self.lines):
            if index < self.resume[0]:
                continue
            marks = marks_of(line)
            start, depth = len(marks), marks.count(">")
            if index == self.resume[0] and self.resume[1]:
                start = self.resume[1]
            elif self.is_fenced(line, start, depth):
                continue
            if depth < depth_before:
                yield Token(index, 0, 0, depth)
            depth_before = depth
            if ("[" in line or "<" in line) and have_room(marks):
                yield from self.tokens_in(index, start, depth)

    def is_fenced(self, line: str, start: int, depth: int) -> bool:
        """Whether the line is code between fences, or one of the fences."""
        if self.fence and depth >= self.fence_depth:
            words = line.split(">", self.fence_depth)[-1].strip()
            if ends_fence(words, self.fence):
                self.fence = ""
            return True
        opening = FENCE.match(line, start)
        self.fence, self.fence_depth = opening[1] if opening else "", depth
        return opening is not None

    def tokens_in(self, index: int, column: int, depth: int) -> Iterator[Token]:
        line = self.lines[index]
        runs: dict[int, list[int]] | None = None
        while match := self.pattern.search(line, column):
            column = match.end()
            if match[0][0] == "`":
                runs = runs_by_length(line, match.start()) if runs is None else runs
                closing = next_run(runs, len(match[0]), column)
                column = column if closing is None else closing + len(match[0])
                continue
            token = token_of(match, index, depth)
            if token.name != "code":
                yield token
            elif end := self.code_end_behind(token):
                yield from (token, end)
                self.resume = (end.line, end.end)
                if end.line > index:
                    return
                column = end.end

    def code_end_behind(self, token: Token) -> Token | None:
        while self.code_ends and self.code_ends[-1][:2] < (token.line, token.end):
            self.code_ends.pop()
        end = self.code_ends[-1] if self.code_ends else None
        return end if end and end.depth == token.depth else None


def token_of(match: re.Match[str], index: int, depth: int) -> Token:
    parts = NAME.fullmatch(match[0])
    typed, value = (parts[1].lower(), parts[2]) if parts else ("", "")
    name = OTHER_NAMES.get(typed, typed)
    if typed == "ol":
        value = "1"
    return Token(index, match.start(), match.end(), depth, name, "" if match[0][0] == "<" else value)


def code_ends(lines: list[str]) -> list[Token]:
    ends = []
    for index, line in enumerate(lines):
        if "[/" in line:
            depth = marks_of(line).count(">")
            ends += [Token(index, end.start(), end.end(), depth, "/code") for end in CODE_END.finditer(line)]
    ends.reverse()
    return ends
