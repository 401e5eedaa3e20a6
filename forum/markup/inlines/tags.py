"""Elements by pairs of tags: `<kbd>…</kbd>`, and `[b]…[/b]` where the forum allows BBCode."""

from forum.markup.inlines.reader import Reader


def read_html_tag(reader: Reader, position: int) -> int | None:
    return None


def read_bbcode_tag(reader: Reader, position: int) -> int | None:
    return None
