"""Mathematics between dollar signs: it stays as it was typed, out of reach of what is done to the rest."""

import re

from forum.importing.converting.stash import Stash

# The signs stand apart from letters and digits, as the old forum wanted it: "$5 and $10" is money.
INLINE = re.compile(r"(?<![\w$\\])(\$\$?)(?!\$)((?:\\.|[^$\\])+)\1(?![\w$])", re.DOTALL)
BLOCK = re.compile(r"[ \t]*\$\$(?!\$)(.*)$")
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def keep_formulas(text: str, stash: Stash) -> str:
    return INLINE.sub(lambda formula: stash.keep(formula[0]), text)


def formula_block(formula: str) -> str:
    """A formula on lines of its own; a blank line would end it here."""
    return f"$$\n{BLANK_LINES.sub(chr(10), formula.strip())}\n$$"
