"""Cutting a text that is longer than a post may be into parts that can be rendered one by one.

The old forum allowed longer posts than this one. Their text is kept whole; only its rendering is done in parts,
which meet where a paragraph ends and nothing is open.
"""

import re

from forum import markup
from forum.transfer.discourse.converting.code import CodeWatch

DEFINITION = re.compile(r"^ {0,3}\[[^\[\]^]+\]:[ \t]*\S+.*$", re.MULTILINE)
BLOCK = re.compile(r"(/{3,})(\s*\w.*)?$")
# What goes on with the block above it: an item of a list, a paragraph inside one, a quotation.
GOES_ON = re.compile(r"[ \t>]|[-*+] |\d{1,9}[.)] ")


def pieces(source: str, limit: int = markup.LIMIT) -> list[str]:
    """Parts of at most `limit` characters, if no line is longer; each knows the addresses defined in the whole."""
    if len(source) <= limit:
        return [source]
    definitions = "\n".join(DEFINITION.findall(source))
    room = limit - len(definitions) - 2
    parts: list[str] = []
    for block in blocks(source):
        for part in [block] if len(block) < room else torn(block, room):
            if parts and len(parts[-1]) + len(part) < room:
                parts[-1] += f"\n{part}"
            else:
                parts.append(part)
    return [f"{part}\n\n{definitions}" if definitions else part for part in parts if part.strip()]


def torn(block: str, room: int) -> list[str]:
    """A block that is too long by itself, in parts: what is open at the end of one begins anew in the next."""
    parts, lines, size = [], [], 0
    watch, hidden, fence = CodeWatch(), [], ""
    for line in block.split("\n"):
        closing = [watch.fence, *(mark for each in reversed(hidden) for mark in ("", slashes(each)))]
        if lines and size + len(line) + sum(map(len, closing)) + 50 > room:
            parts.append("\n".join([*lines, *closing]))
            lines = [*(mark for each in hidden for mark in (each, "")), *([fence] if watch.fence else [])]
            size = sum(map(len, lines))
        if not watch.is_code(line) and (mark := BLOCK.match(line)):
            hidden = [*hidden, line] if mark[2] else hidden[:-1]
        if not watch.fence:
            fence = ""
        elif not fence:
            fence = line
        lines.append(line)
        size += len(line) + 1
    return [*parts, "\n".join(lines)]


def slashes(opening: str) -> str:
    return opening[: len(opening) - len(opening.lstrip("/"))]


def blocks(source: str) -> list[str]:
    """The text cut wherever that does not tear anything apart."""
    found: list[list[str]] = [[]]
    watch, depth, after_blank = CodeWatch(), 0, False
    for line in source.split("\n"):
        was_open = bool(watch.fence)
        is_code = watch.is_code(line)
        if after_blank and depth == 0 and not was_open and not GOES_ON.match(line) and line.strip():
            found.append([])
        mark = None if is_code else BLOCK.match(line)
        if mark:
            depth = depth + 1 if mark[2] else max(depth - 1, 0)
        found[-1].append(line)
        after_blank = not line.strip() and not watch.fence
    return ["\n".join(lines) for lines in found]
