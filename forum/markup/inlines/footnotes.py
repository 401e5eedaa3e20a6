"""References to notes, `[^label]`, and notes written where they belong, `^[words]`."""

import re
from xml.etree.ElementTree import Element, SubElement

from forum.markup.document import label_key
from forum.markup.inlines.reader import Bracket, Reader
from forum.markup.inlines.tree import build

MOST_NOTES = 1_000
REFERENCE = re.compile(r"\[(\^[^\s\[\]]{1,99})\]")


def refers_to_note(reader: Reader, position: int) -> re.Match[str] | None:
    reference = REFERENCE.match(reader.text, position)
    return reference if reference and is_note(reader, reference[1]) else None


def read_reference(reader: Reader, position: int) -> int | None:
    reference = refers_to_note(reader, position)
    if reference is None:
        return None
    key = note_key(reference[1])
    if reader.document.notes[key].get("number") is None and not has_room(reader):
        return None
    add_reference(reader, key)
    return reference.end()


def has_room(reader: Reader) -> bool:
    """Whether the text may have one more note. What would be another stays as it was typed."""
    return len(reader.document.used_notes) < MOST_NOTES


def is_note(reader: Reader, label: str) -> bool:
    return label.startswith("^") and note_key(label) in reader.document.notes


def note_key(label: str) -> str:
    return label_key(label[1:])


def add_reference(reader: Reader, key: str) -> None:
    document = reader.document
    note = document.notes[key]
    if note.get("number") is None:
        document.used_notes.append(key)
        note.set("number", str(len(document.used_notes)))
    reader.add_element("sup", note.get("number", ""), **{"class": "footnote"})


def add_inline_note(reader: Reader, bracket: Bracket) -> None:
    reader.close_from(bracket.place, bracket.run_count)
    note = Element("note", read="")
    build(reader.take_from(bracket.place)[1:], SubElement(note, "p"))
    # No label that is typed holds a blank at its end.
    key = f"{len(reader.document.notes)} "
    reader.document.notes[key] = note
    add_reference(reader, key)
