r"""Formulas in a line: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`."""

from forum.markup.inlines.reader import Reader


def read_formula(reader: Reader, position: int) -> int | None:
    return None
