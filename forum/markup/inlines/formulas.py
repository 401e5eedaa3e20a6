r"""Formulas in a line: `$…$`, ``$`…`$``, `$$…$$`, `\(…\)`, `\[…\]`."""

import re

from forum.markup.inlines.reader import Reader

# Each reads on to the next sign of its kind, whether it closes or not, so that all together read a text once.
# A sign of money has a letter or a digit around it, or mostly a blank on its inner side.
FORMULAS = {
    "$$": re.compile(r"(?<!\$)\$\$(?!\$)((?:[^$`\\]|\\[^`]|\$(?!\$)|``(?!`))+)\$\$(?!\$)"),
    "$": re.compile(r"(?<![\w$])\$(?!\$)((?:[^$`\\]|\\[^`]|``(?!`))+)\$(?![\w$])"),
    "$`": re.compile(r"(?<![\w$])\$`([^`]+)`\$(?![\w$])"),
    r"\(": re.compile(r"\\\(((?:[^\\`]|\\[^()`])+)\\\)"),
    r"\[": re.compile(r"\\\[((?:[^\\`]|\\[^\[\]`])+)\\\](?![(\[])"),
}
# What only a formula holds: a command, or something raised or lowered behind a single letter, a digit or a bracket.
LATEX = re.compile(r"\\[A-Za-z]{2,}|(?<!\w)[^\W\d_][_^][{\\\w*+-]|[})\]\d]\^|[})\]]_[{\\\w]")
RELATION = re.compile(r"[=<>+^_\\]")
# Between signs of money any of these will do, or that no words of prose stand there.
SIGN = re.compile(r"[\\_^{}]")
WORD = re.compile(r"(?<![\\A-Za-z])[^\W\d_]{3}")

# An importer of before wrote formulas so that Markdown left none of these signs out, and so do some people.
ESCAPE = re.compile(r"\\(\\_|[\\`*_\[\]~])|&(?:#124|amp);")
SURELY_ESCAPED = re.compile(r"\\[`*_\[\]~]|\\\\[{};]|&(?:#124|amp);")
MARKDOWN = re.compile(r"[`*_\[\]~|]")


def read_formula(reader: Reader, position: int) -> int | None:
    text = reader.text
    mark = text[position : position + 2]
    if mark not in FORMULAS:
        mark = mark[:1]
    found = FORMULAS[mark].match(text, position) if mark in FORMULAS else None
    if found is None or not found[1].strip():
        return None
    latex = found[1]
    if mark == "$" and latex != latex.strip() and ("\n" in latex or not LATEX.search(latex)):
        return None
    if mark == "$`" and not reader.document.options.maths:
        return None
    if mark[0] == "$" and all_is_escaped(latex):
        latex = ESCAPE.sub(unescaped, latex)
    if not reader.document.options.maths:
        if not looks_like_formula(mark, latex):
            return None
        add_as_typed(reader, found[0].replace(found[1], latex))
    elif mark == r"\[" and not (is_calculation(latex) or reader.stands_alone(*found.span())):
        # Brackets around a word of prose, escaped so that it becomes no link.
        return None
    else:
        is_display = mark in ("$$", r"\[")
        reader.add_element("code", latex.strip(), **{"class": "math display" if is_display else "math"})
    return found.end()


def all_is_escaped(latex: str) -> bool:
    """Whether every sign of Markdown in it is escaped, so that it is what its escapes stand for."""
    return bool(SURELY_ESCAPED.search(latex)) and not MARKDOWN.search(ESCAPE.sub("", latex))


def unescaped(escape: re.Match[str]) -> str:
    return escape[1] or {"&#124;": "|", "&amp;": "&"}[escape[0]]


def add_as_typed(reader: Reader, formula: str) -> None:
    for number, line in enumerate(formula.split("\n")):
        if number:
            reader.add_element("br")
            reader.add("\n")
        reader.add(line.strip(" \t"))


def looks_like_formula(mark: str, latex: str) -> bool:
    """Whether its signs are better left as they were typed, where formulas are not shown as such."""
    if mark[0] == "$":
        return bool(SIGN.search(latex)) or not WORD.search(latex)
    return bool(LATEX.search(latex))


def is_calculation(latex: str) -> bool:
    return bool(LATEX.search(latex) or (RELATION.search(latex) and not WORD.search(latex)))
