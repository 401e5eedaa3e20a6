"""Single line ends. Some forums show them as breaks, as we do; others run the lines together, as Markdown has it.

Which it was, the post's own HTML tells: where only the breaks that were asked for became a `<br>`, lines are joined.
"""

import re
from itertools import pairwise

from forum.importing.converting.code import CodeWatch
from forum.importing.converting.context import Context

BREAK = re.compile(r"<br\b", re.IGNORECASE)
NOT_TYPED = re.compile(r"<aside class=\"onebox.*?</aside>|<pre\b.*?</pre>", re.DOTALL)
TYPED_BREAK = re.compile(r"\S {2,}$|\\$")
# A line that begins so is a block of its own, or the middle of one.
BLOCK = re.compile(
    r"\s*(?:#{1,6}(?:\s|$)|[>|]|(?:[-*_][ \t]*){3,}$|[=-]+\s*$|[-*+](?:\s|$)|1[.)]\s|\[\^?[^\]]+\]:|`{3}|~{3}|\$\$|///"
    r"|</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figure|h[1-6]|hr|iframe|li|ol|p|pre|section"
    r"|summary|table|tbody|td|th|thead|tr|ul|video)\b|\[/?(?:quote|code|details|spoiler|poll|list|ul|ol|li|\*|table)\b)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\s*\d{1,9}[.)]\s")
HEADING = re.compile(
    r"\s*(?:#{1,6}\s|(?:[-*_][ \t]*){3,}$|[=-]+\s*$|\[\^?[^\]]+\]:|\$\$|</?(?:h[1-6]|hr|div|p)\b)"
)
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
TABLE_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+")
PICTURE = re.compile(r"\s*(?:!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>)\s*")
ADDRESS = re.compile(r"\s*<?https?://\S+>?\s*")


def runs_lines_together(raw: str, cooked: str) -> bool:
    """Whether that forum showed single line ends of this post as blanks."""
    if not cooked.strip() or "\n" not in raw:
        return False
    return len(BREAK.findall(NOT_TYPED.sub("", cooked))) <= typed_breaks(raw.split("\n"))


def typed_breaks(lines: list[str]) -> int:
    """How many breaks were asked for: by two blanks or a backslash before a line that follows, or as HTML."""
    watch = CodeWatch()
    prose = ["" if watch.is_code(line) else line for line in lines]
    ended = sum(bool(TYPED_BREAK.search(line) and after.strip()) for line, after in pairwise(prose))
    return ended + sum(len(BREAK.findall(line)) for line in prose)


def join_lines(lines: list[str], context: Context) -> list[str]:
    """The lines of a paragraph, with those that belong to one sentence in one line."""
    if not context.runs_lines_together:
        return lines
    table = next((number for number, line in enumerate(lines) if TABLE_RULE.fullmatch(line)), len(lines) + 1)
    out: list[str] = []
    in_list = False
    for number, line in enumerate(lines):
        # From its heading on a table is left as it is.
        if out and number < table - 1 and continues_line(out[-1], line, in_list, context):
            out[-1] = f"{out[-1].rstrip()} {line.strip()}"
        else:
            out.append(line)
            in_list = in_list or bool(ITEM.match(line))
    return out


def continues(before: str, line: str, context: Context) -> bool:
    """Whether a line below a quotation belongs to its last sentence."""
    return bool(before.strip() and line.strip()) and continues_line(before, line, True, context)


def continues_line(before: str, line: str, in_list: bool, context: Context) -> bool:
    if before.endswith(("  ", "\\")) or HEADING.match(before) or BLOCK.match(line):
        return False
    # Only a list goes on with any number: "It was in ⏎ 2020. Then …" does not begin one.
    if in_list and NUMBERED.match(line):
        return False
    return not any(stands_alone(each, context) for each in (before, line))


def stands_alone(line: str, context: Context) -> bool:
    """Pictures and previews were blocks there, though they were typed within a paragraph."""
    if PICTURE.fullmatch(line):
        return "lightbox" in context.cooked
    return bool(ADDRESS.fullmatch(line)) and "onebox" in context.cooked
