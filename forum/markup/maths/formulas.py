"""Formulas: LaTeX in, MathML out, written anew from what the library makes of it."""

import re
from functools import cache
from html import escape
from importlib import import_module
from types import ModuleType
from xml.etree.ElementTree import Element

from forum.markup.maths.writer import MathMLWriter, Unwritable

# Of one formula, and of all formulas of a text together. The longest of a real forum has 463 characters.
MOST_LATEX = 4_000
MOST_CHARACTERS = 20_000
# So many signs in running text may be wider than a telephone.
WIDE = 24
TAG = re.compile(r"<[^>]*>")

# What defines commands can grow without end, and what asks for pages, classes or packages is not for members.
REFUSED = re.compile(
    r"\\(?:def|newcommand|renewcommand|newenvironment|DeclareMathOperator|href|class|style|cssId|require|include)"
)
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]+\*?)\}(\{\d{1,2}\})?")
# The library knows these by another name, or numbers each formula (1).
SAME_AS = {
    "align": "align*",
    "alignat": "align*",
    "alignat*": "align*",
    "alignedat": "split",
    "aligned": "split",
    "dcases": "cases",
    "eqnarray": "split",
    "eqnarray*": "split",
    "flalign": "align*",
    "flalign*": "align*",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "multline": "matrix",
    "multline*": "matrix",
}
# A formula is one without it; what names or numbers it has no meaning here.
LEFT_OUT = re.compile(r"\\label\s*\{[^{}]*\}|\\(?:begin|end)\s*\{equation\*?\}")
BLANKS = re.compile(r"\s+")


class Formulas:
    """The formulas of one text, which share what they may cost."""

    def __init__(self) -> None:
        self.characters_left = MOST_CHARACTERS
        self.writer = MathMLWriter()
        # What was written already, with the elements that it took: people write the same signs again and again.
        self.written: dict[tuple[str, bool], tuple[str, int]] = {}

    def html(self, latex: str, *, display: bool) -> str | None:
        """MathML in the box that it may scroll in, or None if the formula is better shown as its LaTeX."""
        latex = latex.strip()
        self.characters_left -= len(latex)
        if not latex or len(latex) > MOST_LATEX or self.characters_left < 0 or REFUSED.search(latex):
            return None
        try:
            content = self.content(latex, display)
        except Unwritable:
            return None
        return boxed(content, latex, display)

    def content(self, latex: str, display: bool) -> str:
        """The MathML inside. What was written before counts again, but is not read again."""
        if written := self.written.get((latex, display)):
            content, elements = written
            self.writer.count(elements)
            return content
        left = self.writer.elements_left
        content = self.writer.content(tree(prepared(latex), display))
        self.written[latex, display] = content, left - self.writer.elements_left
        return content


def boxed(content: str, latex: str, display: bool) -> str:
    """The LaTeX stays with the formula, for what shows no MathML: mails."""
    block = ' display="block"' if display else ""
    math = f'<math{block} data-latex="{escape(latex)}">{content}</math>'
    if display:
        return f'<span class="math-scroll math-block" tabindex="0">{math}</span>'
    is_wide = len(TAG.sub("", content)) > WIDE
    return f'<span class="math-scroll" tabindex="0">{math}</span>' if is_wide else math


def prepared(latex: str) -> str:
    """The same formula in the words that the library knows, without long runs of blanks, which cost it much."""
    latex = BLANKS.sub(lambda blanks: "\n" if "\n" in blanks[0] else " ", latex)
    latex = ENVIRONMENT.sub(renamed, LEFT_OUT.sub("", latex))
    if r"\\" in latex and r"\begin" not in latex:
        return rf"\begin{{matrix}}{latex}\end{{matrix}}"
    return latex


def renamed(environment: re.Match[str]) -> str:
    known = SAME_AS.get(environment[2])
    return rf"\{environment[1]}{{{known}}}" if known else environment[0]


def tree(latex: str, display: bool) -> Element:
    try:
        element = library().convert_to_element(latex, display="block" if display else "inline")
    except Exception as error:
        # Whatever it stumbles over, as deep as it may be: members type anything.
        raise Unwritable from error
    if not isinstance(element, Element):
        raise Unwritable
    return element


@cache
def library() -> ModuleType:
    """Loaded with the first formula: most forums have none, and reading its tables takes a tenth of a second."""
    return import_module("latex2mathml.converter")
