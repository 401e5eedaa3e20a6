"""Letters of mathematics in bold, script and other shapes: characters of their own, for want of an attribute."""

import unicodedata
from functools import lru_cache

SHAPES = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "bold-script": "BOLD SCRIPT",
    "fraktur": "FRAKTUR",
    "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "sans-serif-bold": "SANS-SERIF BOLD",
    "bold-sans-serif": "SANS-SERIF BOLD",
    "sans-serif-italic": "SANS-SERIF ITALIC",
    "monospace": "MONOSPACE",
}


def in_variant(text: str, variant: str) -> str:
    """The text in the shape that MathML calls so; what has none stays as it is."""
    shape = SHAPES.get(variant)
    return "".join(letter(character, shape) for character in text) if shape else text


@lru_cache(maxsize=1024)
def letter(character: str, shape: str) -> str:
    name = unicodedata.name(character, "").removeprefix("LATIN ").removeprefix("GREEK ")
    name = name.replace(" LETTER ", " ")
    # Those that were there before the others have other names.
    older = f"{shape} {name}".replace("FRAKTUR CAPITAL", "BLACK-LETTER CAPITAL")
    for candidate in (f"MATHEMATICAL {shape} {name}", older):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    return "\u210e" if (shape, character) == ("ITALIC", "h") else character
