"""Style sheets as they are sent: with the parts that they import in their place, and without comments."""

import re
from pathlib import Path

IMPORT = re.compile(r'@import "([a-z_]+\.css)";\n')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s+")


def style_sheet(path: Path) -> str:
    with_parts = IMPORT.sub(lambda part: style_sheet(path.parent / part[1]), path.read_text())
    return INDENT.sub("\n", COMMENT.sub("", with_parts)).lstrip()
