"""Judging what a text will cost before anything reads it.

Reading takes time by a text's length alone; only colouring code and setting formulas are left to libraries that may
need seconds for a line.
"""

import re

from forum.markup.options import Options

# What may be read in this very process, without a time limit: a tenth of a second at the worst.
SHORT = 3_000
CODE_IN_COLOUR = re.compile(r"(?:```|~~~)[^\S\n]*[^\s`~]")
BBCODE_IN_COLOUR = re.compile(r"\[code[= :]", re.IGNORECASE)
FORMULA = re.compile(r"\$|\\[(\[]")


def is_cheap(source: str, options: Options = Options()) -> bool:
    """Whether the text may be rendered in this process, without a limit of time."""
    return (
        len(source) <= SHORT
        and not CODE_IN_COLOUR.search(source)
        and not (options.bbcode and BBCODE_IN_COLOUR.search(source))
        and not (options.maths and FORMULA.search(source))
    )
