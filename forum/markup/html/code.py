"""Code and formulas as they are written into a text's HTML."""

from forum.markup.html import elements
from forum.markup.html.highlighting import MAX_BLOCK, MAX_CHARACTERS, language_named
from forum.markup.maths.formulas import Formulas

FORMULA = "math"
DISPLAYED_FORMULA = "math display"


class Code:
    """The code element that is open, and how much code of the text is in colour already."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.css_class = ""
        self.coloured = 0
        self.formulas = Formulas()

    def start(self, css_class: str) -> None:
        self.pieces, self.css_class = [], css_class

    def add(self, text: str) -> None:
        self.pieces.append(text)

    @property
    def is_formula(self) -> bool:
        return self.css_class in {FORMULA, DISPLAYED_FORMULA}

    def __str__(self) -> str:
        return "".join(self.pieces)

    def html(self, in_block: bool) -> str:
        code = str(self)
        if self.is_formula:
            is_displayed = in_block or self.css_class == DISPLAYED_FORMULA
            return self.formulas.html(code, display=is_displayed) or elements.latex(code, in_block)
        if not in_block:
            return elements.code(code, "", in_colour=False)
        language = language_named(self.css_class.removeprefix("language-"))
        total = self.coloured + len(code)
        in_colour = bool(language) and len(code) <= MAX_BLOCK and total <= MAX_CHARACTERS
        self.coloured = total if in_colour else self.coloured
        return elements.code(code, language, in_colour)
