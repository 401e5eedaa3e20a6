"""Tabs in code stay tabs.

The parser turns every tab into blanks before it looks for code, and a Makefile or a patch copied from a post would not
work. Here tabs inside code are put away before, as a sign that no accepted text holds.
"""

import re
from collections.abc import Iterator

TAB = "\x0e"
LEVEL = 4

PREFIX = re.compile(r"[> \t]*")
FENCE = re.compile(r"`{3,}(?!.*`)|~{3,}")
ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
# Up to the next backtick only: to look further for one that closes takes too long on hostile lines.
SPAN = re.compile(r"(?<!`)(`{1,9})(?!`)[^`\n]*\1(?!`)")


def with_tabs_put_away(source: str) -> str:
    return "\n".join(_lines(source.split("\n"))) if "\t" in source else source


def with_tabs(html: str) -> str:
    return html.replace(TAB, "\t")


def _lines(lines: list[str]) -> Iterator[str]:
    closings: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        closings.setdefault(_bare(line), []).append(number)
    width, end = 0, -1
    indented = Indented()
    for number, line in enumerate(lines):
        if number < end:
            yield _kept(line, width)
            continue
        opening = FENCE.match(_bare(line)) if number > end else None
        closing = _next(closings, opening[0], number) if opening else None
        if closing is not None:
            prefix = PREFIX.match(line)
            width, end = len((prefix[0] if prefix else "").expandtabs(LEVEL)), closing
            indented.after_blank = True
            yield line
        elif indented.is_code(line):
            yield _kept(line, LEVEL)
        else:
            yield SPAN.sub(lambda span: span[0].replace("\t", TAB), line) if "`" in line else line


def _bare(line: str) -> str:
    return line.lstrip("> \t").rstrip()


def _next(closings: dict[str, list[int]], fence: str, after: int) -> int | None:
    """Return the next line of nothing but this fence. Each list is walked only once."""
    there = closings.get(fence, [])
    while there and there[0] <= after:
        there.pop(0)
    return there[0] if there else None


def _kept(line: str, width: int) -> str:
    """Return the line with its tabs put away, except those that indent the code as a whole."""
    column, place = 0, 0
    while place < len(line) and column < width and line[place] in " >\t":
        column += LEVEL - column % LEVEL if line[place] == "\t" else 1
        place += 1
    return line[:place].expandtabs(LEVEL) + line[place:].replace("\t", TAB)


class Indented:
    """Says line by line which are code by their indent alone; undecided within lists."""

    def __init__(self) -> None:
        self.after_blank = True
        self.in_list = False

    def is_code(self, line: str) -> bool:
        if not line.strip():
            self.after_blank = True
            return False
        is_indented = line.startswith(("\t", " " * LEVEL))
        if is_indented:
            return self.after_blank and not self.in_list
        self.in_list = bool(ITEM.match(line)) or (
            self.in_list and not (self.after_blank and line[0] not in " \t")
        )
        self.after_blank = False
        return False
