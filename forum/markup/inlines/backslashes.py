"""Escapes, and the backslashes that are none: in Windows paths and in a shrug."""

import re
import string

from forum.markup.inlines.reader import Reader

PUNCTUATION = frozenset(string.punctuation)
# Escapes in what the writer would take for a name, a hashtag, an emoji code, a smiley or a sign such as `(c)`.
# Each becomes an element of its own, because the writer looks at the text between two tags alone.
FINDABLE = re.compile(
    r"\\(?:[@#](?=\w)|[:;](?=\S)|\((?=(?:c|r|tm)\))|\+(?=-)|(?<=[:;'\-]\\)[()|/]|(?<=[crmCRM]\\)\))",
    re.IGNORECASE,
)
# No path holds these, and what is around it may begin with them.
PATH = re.compile(r"[^\s<>:\"|?*`\[\]]*")
SHARE = re.compile(r"\\\\[A-Za-z0-9]")
SHRUG = re.compile(r"\\{1,3}_\([^\s()]{1,3}\)\\?_/¯")


def read_backslash(reader: Reader, position: int) -> int:
    text = reader.text
    path = path_end(text, position)
    if path:
        reader.add(text[position:path])
        return path
    if position and text[position - 1] == "¯" and (shrug := SHRUG.match(text, position)):
        reader.add("\\" + shrug[0].replace("\\", ""))
        return shrug.end()
    escaped = text[position + 1 : position + 2]
    if escaped in PUNCTUATION and escaped:
        add_literally(reader, position)
        return position + 2
    # Before a line end it makes the break that the line end makes anyway.
    if escaped != "\n":
        reader.add("\\")
    return position + 1


def add_literally(reader: Reader, position: int) -> None:
    escaped = reader.text[position + 1]
    if FINDABLE.match(reader.text, position):
        reader.add_element("span", escaped, **{"class": "literal"})
    else:
        reader.add(escaped)


def path_end(text: str, position: int) -> int:
    """Where the path ends whose first backslash stands here, or 0."""
    before = text[max(0, position - 3) : position]
    is_drive = before.endswith(":") and before[-2:-1].isalpha() and not before[:-2].isalnum()
    is_share = SHARE.match(text, position) is not None and not before[-1:].isalnum()
    if not (is_drive or is_share) or (path := PATH.match(text, position)) is None:
        return 0
    return path.end()


def is_path(target: str) -> bool:
    """Whether a link's target is a path on somebody's own machine, in which a backslash escapes nothing."""
    return target.startswith("\\\\") or (target[1:3] == ":\\" and target[0].isalpha())
