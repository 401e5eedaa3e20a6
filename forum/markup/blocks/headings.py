"""Headings on a line of their own, and rules."""

import re

from forum.markup.blocks.lines import BLANKS, Line
from forum.markup.blocks.open_blocks import OpenBlocks

HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
HTML_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.IGNORECASE)
RULE = re.compile(r"([-_*])[ \t]*(?:\1[ \t]*){2,}$")


def start_heading(blocks: OpenBlocks, line: Line) -> bool:
    match = HEADING.match(line.text)
    if not match:
        return False
    blocks.add(f"h{len(match[1])}", line, without_closing_marks(line.text[match.end() :]))
    line.finish()
    return True


def without_closing_marks(text: str) -> str:
    text = text.rstrip(BLANKS)
    words = text.rstrip("#")
    # `C#` ends with a mark of its own.
    return words.rstrip(BLANKS) if not words or words[-1] in BLANKS else text


def start_html_heading(blocks: OpenBlocks, line: Line) -> bool:
    match = HTML_HEADING.match(line.text)
    if not match:
        return False
    blocks.add(f"h{match[1]}", line, match[2].strip(BLANKS))
    line.take(match.end())
    line.skip(line.indent)
    if line.is_blank:
        line.finish()
    return True


def start_rule(blocks: OpenBlocks, line: Line) -> bool:
    if not RULE.match(line.text):
        return False
    blocks.add("hr", line)
    line.finish()
    return True
