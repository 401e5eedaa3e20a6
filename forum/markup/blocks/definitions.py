"""Definitions of links: `[label]: https://example.org "title"`, at the start of a paragraph."""

import re

from forum.markup.document import DefinitionLine, Document, label_key
from forum.markup.inlines.link_targets import TITLE_WORDS, unescaped
from forum.markup.links import link_address

# Nobody sees the titles.
DEFINITION = re.compile(
    rf"""\[(?P<label>(?:[^\[\]\\]|\\.){{1,999}})\]:
    [ \t]*+(?:\n[ \t]*+)?
    (?:<(?P<enclosed>(?:[^<>\n\\]|\\.)*)>|(?P<target>(?!<)\S++))
    (?:(?:[ \t]*+\n[ \t]*+|[ \t]++){TITLE_WORDS})?
    [ \t]*+(?:\n|\Z)""",
    re.VERBOSE | re.DOTALL,
)


def leading_definitions(text: str, document: Document) -> tuple[list[DefinitionLine], str]:
    """The definitions that the text begins with, which the document now knows, and the rest of the text."""
    lines: list[DefinitionLine] = []
    end = 0
    while text.startswith("[", end) and (match := DEFINITION.match(text, end)):
        label, target = match["label"], match["enclosed"]
        if target is None:
            target = match["target"]
        address = link_address(unescaped(target))
        if not target or address is None or not label.strip():
            break
        document.definitions.setdefault(label_key(label), address)
        lines.append(DefinitionLine(label, match[0].rstrip("\n")))
        end = match.end()
    return lines, text[end:]
