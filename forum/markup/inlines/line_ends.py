"""Every line end is a break, as people mean it when they press Enter."""

import re

from forum.markup.inlines.reader import Reader

BLANKS = re.compile(r"[ \t]*")


def read_line_end(reader: Reader, position: int) -> int:
    if reader.pieces and isinstance(last := reader.pieces[-1], str):
        reader.pieces[-1] = last.rstrip(" \t")
    reader.add_element("br")
    reader.add("\n")
    blanks = BLANKS.match(reader.text, position + 1)
    return blanks.end() if blanks else position + 1
