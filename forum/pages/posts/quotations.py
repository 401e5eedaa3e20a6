"""A post as a quote in Markdown, as it is put into the reply box."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from forum.markup import Options
from forum.posts.models import Post

FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*\Z)|~{3,})")
NOTE = re.compile(r" {0,3}\[\^([^\s\[\]]{1,80})\]:")
TAG = re.compile(r"\[(/?)quote(?:[= ][^\]]*)?\]", re.IGNORECASE)
PICTURE = re.compile(r"(?<!\\)!\[(?=[^\]]+\]\()")
CODE_OR_LABEL = re.compile(r"`[^`]*`|\[\^([^\s\[\]]{1,80})\]")


def quotation(post: Post, options: Options) -> str:
    """Return the post as a quote in Markdown, without what it quotes itself; the first line names and links it."""
    return quoted_lines(post, with_own_labels(post, options))


def quoted_lines(post: Post, own: Iterable[str]) -> str:
    """Return a quote of these lines of the post, under a line that names and links it."""
    lines = "\n".join(f"> {line}" if line else ">" for line in own)
    return f"> @{post.author.username} [wrote]({quote(post.get_absolute_url())}):\n>\n{lines}\n\n"


def with_own_labels(post: Post, options: Options) -> Iterator[str]:
    """The post's lines, with its number in the labels of its notes: the text that quotes it may have a note 1, too."""
    lines = own_lines(post.source, has_tags=options.bbcode)
    labels = {note[1] for line, is_code in lines if not is_code and (note := NOTE.match(line))}

    def renamed(match: re.Match[str]) -> str:
        return f"[^{post.pk}-{match[1]}]" if match[1] in labels else match[0]

    for line, is_code in lines:
        # A picture stays where it is: the quote has a link to it.
        yield line if is_code else PICTURE.sub("[", CODE_OR_LABEL.sub(renamed, line))


def own_lines(source: str, *, has_tags: bool) -> list[tuple[str, bool]]:
    """Return the lines outside quotes, and whether they are in a fence; all of them if there are no others."""
    lines = list(fenced_lines(source))
    own: list[tuple[str, bool]] = []
    for line, is_code in outside_tags(lines) if has_tags else lines:
        if not is_code and line.lstrip().startswith(">"):
            continue
        if is_code or line.strip() or (own and own[-1][0].strip()):
            own.append((line, is_code))
    while own and not own[-1][0].strip():
        own.pop()
    return own or lines


def outside_tags(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the lines without what is between `[quote]` and `[/quote]`; all of it if a tag is not closed."""
    own: list[tuple[str, bool]] = []
    depth = 0
    for line, is_code in lines:
        kept, position = "", 0
        for tag in () if is_code else TAG.finditer(line):
            kept += "" if depth else line[position : tag.start()]
            depth += -1 if tag[1] else 1
            position = tag.end()
            if depth < 0:
                return lines
        if not depth:
            own.append((kept + line[position:], is_code))
        elif kept:
            own.append((kept, is_code))
    return lines if depth else own


def fenced_lines(source: str) -> Iterator[tuple[str, bool]]:
    """The lines, and for each whether it is in a fence of code; the fences themselves are."""
    fence = ""
    for line in source.splitlines():
        if fence:
            yield line, True
            marks = line.strip()
            if marks.startswith(fence) and not marks.strip(fence[0]):
                fence = ""
        else:
            start = FENCE.match(line)
            fence = start[1] if start else ""
            yield line, bool(fence)
