"""Writes a formula's elements anew: of what came in, only what stands in these lists goes out."""

import re
from html import escape
from xml.etree.ElementTree import Element

from forum.html_entities import unescape
from forum.markup.accepted_text import UNPRINTABLE
from forum.markup.maths.letters import in_variant
from forum.markup.maths.signs import lined, set_signs

MOST_ELEMENTS = 25_000
DEEPEST = 30

TOKENS = frozenset("mi mn mo mtext ms".split())
# How many children each has; browsers show anything else as an error.
PARTS = {
    "mfrac": 2,
    "mroot": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
}
ROWS = frozenset("mrow msqrt mstyle mpadded mphantom mtable mtr mtd".split())

FLAG = r"true|false"
LENGTH = r"[01]?\d?(?:\.\d{1,4})?(?:em|ex|px|pt|cm|mm)"
# A little to the left is how signs are drawn together; far to the left, or up, a formula would cover other text.
NEAR = rf"{LENGTH}|-(?:0?\.\d{{1,4}}|0)(?:em|ex)"
ATTRIBUTES = {
    "mfrac": {"linethickness": r"0"},
    "mi": {"mathvariant": r"normal"},
    "mo": {
        "form": r"prefix|infix|postfix",
        "stretchy": FLAG,
        "movablelimits": FLAG,
        "lspace": LENGTH,
        "rspace": LENGTH,
        "minsize": LENGTH,
        "maxsize": LENGTH,
    },
    "mover": {"accent": FLAG},
    "mpadded": {"width": r"0(?:px)?", "height": r"0(?:px)?", "depth": r"0(?:px)?"},
    "mspace": {"width": NEAR},
    "mstyle": {"displaystyle": FLAG, "scriptlevel": r"[0-2]"},
    "mtable": {"displaystyle": FLAG},
    "munder": {"accentunder": FLAG},
}
# Of spaces, by name or in units, what browsers read.
SPACES = {
    "thinmathspace": "0.167em",
    "mediummathspace": "0.222em",
    "thickmathspace": "0.278em",
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}
MU = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)mu")
ESCAPED = re.compile(r"\\([{}\[\]_&%$# ])")
COMMAND = re.compile(r"\\[a-zA-Z]")


class Unwritable(ValueError):
    """The formula cannot be written as MathML that we know."""


class MathMLWriter:
    """For all formulas of a text, which share the number of their elements."""

    def __init__(self) -> None:
        self.elements_left = MOST_ELEMENTS

    def content(self, math: Element) -> str:
        return self.inside(math, DEEPEST + 1)

    def count(self, elements: int) -> None:
        """Raise `Unwritable` if the text has had too many with these."""
        self.elements_left -= elements
        if self.elements_left < 0:
            raise Unwritable

    def written(self, element: Element, depth: int) -> str:
        """Raise `Unwritable` if the element, or anything in it, is none that we know."""
        self.count(1)
        if not depth:
            raise Unwritable
        tag = element.tag
        if tag == "mspace":
            return f"<mspace{attributes(element)}></mspace>"
        if tag == "menclose":
            return self.enclosed(element, depth)
        if tag in TOKENS and not len(element):
            return token(element)
        if tag in TOKENS:
            # A token with elements in it: what `\mathop{…}` becomes.
            return f"<mrow>{self.inside(element, depth)}</mrow>"
        if line := lined(element):
            element.remove(element[1])
            return f'<mrow class="{line}">{self.inside(element, depth)}</mrow>'
        if PARTS.get(tag, 0) == len(element) or tag in ROWS:
            return self.row(element, depth)
        raise Unwritable

    def row(self, element: Element, depth: int) -> str:
        tag = element.tag
        opening = f"{tag}{attributes(element)}{css_classes(element)}"
        if opening == "mrow" and len(element) == 1:
            return self.inside(element, depth)
        content = self.table(element, depth) if tag == "mtable" else self.inside(element, depth)
        return f"<{opening}>{content}</{tag}>"

    def inside(self, element: Element, depth: int) -> str:
        if element.text and element.text.strip():
            raise Unwritable
        for child in element:
            child.text = plain(child)
        set_signs(element)
        return "".join(self.written(child, depth - 1) for child in element)

    def table(self, table: Element, depth: int) -> str:
        lines = table.get("columnlines", "").split()
        rules = table.get("rowlines", "").split()
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                if row.tag != "mtr" or cell.tag != "mtd":
                    raise Unwritable
                cell.set("line", str(0 < place <= len(lines) and lines[place - 1] != "none"))
                cell.set("rule", str(0 < number <= len(rules) and rules[number - 1] != "none"))
        return self.inside(table, depth)

    def enclosed(self, element: Element, depth: int) -> str:
        # A box is drawn by our styles. What is struck out would say something else without its stroke.
        if element.get("notation") != "box":
            raise Unwritable
        return f'<mrow class="math-box">{self.inside(element, depth)}</mrow>'


def plain(element: Element) -> str:
    """The characters that the library wrote as references, or escaped."""
    if element.text == "&" and element.tag == "mi":
        # A column's sign in no table: the library does not know this environment.
        raise Unwritable
    return ESCAPED.sub(r"\1", UNPRINTABLE.sub("", unescape(element.text or ""))).replace("\\|", "\u2016")


def token(element: Element) -> str:
    text = element.text or ""
    if COMMAND.search(text) or (element.tail or "").strip():
        raise Unwritable
    variant = element.get("mathvariant", "")
    tag, text = element.tag, in_variant(text, variant)
    return f"<{tag}{attributes(element)}>{escape(text, quote=False)}</{tag}>"


def attributes(element: Element) -> str:
    allowed = ATTRIBUTES.get(element.tag, {})
    found = ((name, readable(value)) for name, value in element.attrib.items() if name in allowed)
    return "".join(f' {name}="{value}"' for name, value in found if re.fullmatch(allowed[name], value))


def readable(length: str) -> str:
    if in_mu := MU.fullmatch(length):
        return f"{float(in_mu[1]) / 18:.3f}em"
    return SPACES.get(length, length)


def css_classes(element: Element) -> str:
    """What MathML Core leaves to styles: how cells are aligned and where a table has lines."""
    names = []
    if element.tag == "mtable" and element.get("columnspacing", "").startswith("0em"):
        names.append("math-aligned")
    if element.tag == "mtd":
        names += [f"math-{side}" for side in ("left", "right") if element.get("columnalign") == side]
        names += [f"math-{line}" for line in ("line", "rule") if element.get(line) == "True"]
    return f' class="{" ".join(names)}"' if names else ""
