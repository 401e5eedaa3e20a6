"""One text while it is read: what its blocks found, for its lines to use."""

from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from forum.markup.options import Options


class DefinitionLine(NamedTuple):
    """A line such as `[label]: https://example.org`, as it was typed."""

    label: str
    source: str


# Of the addresses that links take from definitions: a few characters could ask for the longest again and again.
MOST_DEFINED_CHARACTERS = 100_000


@dataclass(slots=True)
class Document:
    options: Options = field(default_factory=Options)
    # Addresses and elements by their label, normalised by `label_key`. The first of a label counts.
    definitions: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Element] = field(default_factory=dict)
    # Paragraphs that begin with definitions: what turns out to be used nowhere is text after all.
    definition_lines: list[tuple[Element, list[DefinitionLine]]] = field(default_factory=list)
    used_definitions: set[str] = field(default_factory=set)
    defined_characters_left: int = MOST_DEFINED_CHARACTERS
    # Labels in the order in which their notes are first referred to; the note's element then has a `number`.
    used_notes: list[str] = field(default_factory=list)


def label_key(label: str) -> str:
    """The same for labels that differ only in case and white space."""
    return " ".join(label.split()).casefold().upper()
