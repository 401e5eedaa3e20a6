"""Mathematics between dollar signs. Nobody sets it here yet, so it must at least be read as it was written."""

import re

from forum.importing.converting.code import code_block
from forum.importing.converting.stash import Stash

# The signs stand apart from letters and digits, as the old forum wanted it: "$5 and $10" is money.
INLINE = re.compile(r"(?<![\w$\\])(\$\$?)(?!\$)((?:\\.|[^$\\])+)\1(?![\w$])", re.DOTALL)
BLOCK = re.compile(r"[ \t]*\$\$(?!\$)(.*)$")
# Signs of a formula that Markdown would take for its own.
OURS = re.compile(r"\\(?=[^\w\s]|$)|[`*_\[\]~|]|&(?=#?\w+;)")
ENTITIES = {"|": "&#124;", "&": "&amp;"}


def keep_formulas(text: str, stash: Stash) -> str:
    """Put formulas into the stash, in such a form that they come out of Markdown unchanged."""
    return INLINE.sub(
        lambda formula: stash.keep(f"{formula[1]}{escape_formula(formula[2])}{formula[1]}"), text
    )


def escape_formula(formula: str) -> str:
    formula = formula.replace("\n", " ")
    return OURS.sub(lambda sign: ENTITIES.get(sign[0], f"\\{sign[0]}"), formula)


def formula_block(formula: str) -> str:
    """A formula that stood on lines of its own, as code: LaTeX is read best that way."""
    return code_block(formula, "latex")
