"""Signs and names as TeX sets them, where the library leaves to the browser what browsers do otherwise."""

import unicodedata
from itertools import pairwise
from xml.etree.ElementTree import Element

from forum.html_entities import unescape

BARS = frozenset("|\u2016")
# TeX puts no space around these; and the last are no operators at all.
TIGHT = BARS | {"/"}
ORDINARY = frozenset("\u221e\u2205")
SLASH = "\u29f8"
SCRIPTS = frozenset("msub msup msubsup munder mover munderover".split())
SPACE = {"width": "0.167em"}
# Lines over and under: few fonts can make them longer, but our styles can.
LINE = "\u2015"
LINED = {"mover": "math-over", "munder": "math-under"}


def set_signs(row: Element) -> None:
    """Change the row's own children, whose text is plain; theirs are changed when their turn comes."""
    strike_out(row, list(row))
    children = list(row)
    for child in children:
        set_sign(child)
    set_bars(children)
    if row.tag not in SCRIPTS:
        set_names(row)


def lined(element: Element) -> str:
    """The class of what has a line over or under it, or ""."""
    has_line = element.tag in LINED and len(element) == 2 and unescape(element[1].text or "") == LINE
    return LINED[element.tag] if has_line else ""


def strike_out(row: Element, children: list[Element]) -> None:
    """Draw the stroke of `\\not` through the sign behind it."""
    for stroke, sign in pairwise(children):
        if stroke.tag == "mpadded" and len(stroke) == 1 and unescape(stroke[0].text or "") == SLASH:
            sign.text = unicodedata.normalize("NFC", f"{sign.text or ''}\u0338")
            row.remove(stroke)


def set_sign(child: Element) -> None:
    text = child.text or ""
    if child.tag != "mo" or len(child):
        return
    if text in ORDINARY or is_name(text):
        child.tag = "mi"
        child.attrib.clear()
        if len(text) == 1 and text.isalpha():
            child.set("mathvariant", "normal")
    elif text in TIGHT and "form" not in child.attrib:
        child.attrib |= {"lspace": "0em", "rspace": "0em"}


def set_bars(children: list[Element]) -> None:
    """Bars around a table are as high as the table; others are as high as letters."""
    for place, child in enumerate(children):
        if child.tag == "mo" and child.text in BARS and "form" not in child.attrib:
            if children[place + 1 : place + 2] and children[place + 1].tag == "mtable":
                child.set("form", "prefix")
            elif place and children[place - 1].tag == "mtable":
                child.set("form", "postfix")
            elif "minsize" not in child.attrib:
                child.set("stretchy", "false")


def set_names(row: Element) -> None:
    """Set a space between the name of a function and its neighbours, unless they are signs."""
    children = list(row)
    spaced = children[:1]
    for before, after in pairwise(children):
        is_beside_name = is_name(name_in(before)) or is_name(name_in(after))
        if is_beside_name and not {before.tag, after.tag} & {"mo", "mspace", "mtext"}:
            spaced.append(Element("mspace", SPACE))
        spaced.append(after)
    row[:] = spaced


def name_in(element: Element) -> str:
    """The text of a name, raised or lowered things beside it or not."""
    base = element[0] if element.tag in SCRIPTS and len(element) else element
    return unescape(base.text or "") if base.tag in {"mi", "mo"} else ""


def is_name(text: str) -> bool:
    return len(text) > 1 and text.replace("\u2009", "").replace("\u2006", "").replace("\xa0", "").isalpha()
