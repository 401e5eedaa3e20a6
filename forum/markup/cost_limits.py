"""Judging what a text will cost before anything reads it. All linear, all cheap.

Markdown walks from an open bracket to the end of its paragraph to look for the closing one, so its time grows
with brackets times length; `steps` counts that walk. Of four thousand posts of real forums the one that needed
most took 12,000 steps; ten thousand take about a millisecond.
"""

import re

from forum.markup.options import Options

MOST_STEPS = 400_000
MOST_DEFINITIONS = 1_000
MOST_DOTS = 1_000

# What may be read in this very process, without a time limit: a tenth of a second at the worst.
SHORT = 3_000
SHORT_STEPS = 60_000
SHORT_LINES = 150
SHORT_MARKS = 250

PARAGRAPH_END = re.compile(r"\n[ \t>]*\n")
CLOSED = re.compile(r"!?\[[^\[\]\n]*\](?:\([^()\[\]\s]*\)|(?![(\[]))")
DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]*\]:", re.MULTILINE)
# Twenty lists or quotations inside each other, opened on one line.
MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}\.(?=[ \t]))){20}", re.MULTILINE)
RULES = re.compile(r"^[ \t]*([-*_])(?:[ \t]*\1){2,120}[ \t]*$", re.MULTILINE)
# Lexers are many and some are slow, and a few nested details can keep their parser busy for seconds.
SLOW_BLOCK = re.compile(r"(?:```|~~~)[ \t]*[^\s`~]|///[ ]*\w")
# So may the library that reads formulas.
FORMULA = re.compile(r"\$|\\[(\[]")


def is_crowded(source: str) -> bool:
    """Whether the text has so many unfinished or nested marks that it is better shown as plain text."""
    return (
        steps(source) > MOST_STEPS
        or len(DEFINITION.findall(source)) > MOST_DEFINITIONS
        or any(word.count(".") > MOST_DOTS for word in source.split())
        or MARKERS.search(RULES.sub("", source)) is not None
    )


def is_cheap(source: str, options: Options = Options()) -> bool:
    """Whether the text may be rendered in this process, without a limit of time."""
    return (
        len(source) <= SHORT
        and source.count("\n") <= SHORT_LINES
        and sum(map(source.count, "*_~`.\\")) <= SHORT_MARKS
        and steps(source) <= SHORT_STEPS
        and not SLOW_BLOCK.search(source)
        and not (options.maths and FORMULA.search(source))
    )


def steps(source: str) -> int:
    return sum(cost(paragraph) for paragraph in PARAGRAPH_END.split(source) if "[" in paragraph)


def cost(paragraph: str) -> int:
    return CLOSED.sub("", paragraph).count("[") * len(paragraph)
