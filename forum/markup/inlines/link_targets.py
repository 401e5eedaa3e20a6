"""What follows the words of a link: `(target "title" =300x200)`. Titles are read over and not shown."""

import re
from typing import NamedTuple

from forum.markup.inlines.backslashes import is_path
from forum.markup.inlines.entities import without_entities

DEEPEST_PARENTHESES = 32
BLANKS = re.compile(r"[ \t\n]*")
ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
PART = re.compile(r"[^\x00-\x20\x7f\\()]+|\\[!-/:-@\[-`{-~]|\\|[()]")
# For patterns in which a dot is any character.
TITLE_WORDS = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))"""
TITLE = re.compile(rf"[ \t\n]+{TITLE_WORDS}", re.DOTALL)
SIZE = re.compile(r"[ \t]+=(\d{1,4})x(\d{0,4})(?=[ \t\n)])")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class Target(NamedTuple):
    address: str
    end: int
    width: str = ""
    height: str = ""


def read_target(text: str, position: int) -> Target | None:
    """What stands in the parentheses that open here."""
    start = blanks_end(text, position + 1)
    angled = ANGLED.match(text, start)
    end = angled.end() if angled else bare_end(text, start)
    if end is None or (text.startswith("<", start) and not angled):
        return None
    address = angled[1] if angled else text[start:end]
    size = SIZE.match(text, end)
    if size:
        end = size.end()
    title = TITLE.match(text, end)
    end = blanks_end(text, title.end() if title else end)
    if not text.startswith(")", end):
        return None
    width, height = size.groups() if size else ("", "")
    return Target(unescaped(address), end + 1, width, height)


def blanks_end(text: str, position: int) -> int:
    blanks = BLANKS.match(text, position)
    return blanks.end() if blanks else position


def bare_end(text: str, position: int) -> int | None:
    """Where a target without angle brackets ends; its own parentheses must balance."""
    depth = 0
    while part := PART.match(text, position):
        if part[0] == "(":
            depth += 1
            if depth > DEEPEST_PARENTHESES:
                return None
        elif part[0] == ")":
            if depth == 0:
                break
            depth -= 1
        position = part.end()
    return position if depth == 0 else None


def unescaped(target: str) -> str:
    if is_path(target):
        return target
    return without_entities(ESCAPE.sub(r"\1", target) if "\\" in target else target)
