"""Reading the lines of all blocks, once the blocks of the whole text are known."""

from xml.etree.ElementTree import Element, SubElement

from forum.markup.document import Document, label_key
from forum.markup.inlines.note_places import NotePlaces
from forum.markup.inlines.reading import read_inline
from forum.markup.inlines.settling import settle

LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 th td summary".split())


def read_leaves(root: Element, document: Document) -> None:
    """Turn the tree of blocks with their lines' source into the tree of what is shown."""
    notes: list[Element] = []
    read_below(root, document, notes)
    count = read_used_notes(document, notes, 0)
    for note in notes:
        if note.get("number") is None:
            read_as_text(note, document, notes)
            count = read_used_notes(document, notes, count)
    put_back_unused(document)
    settle(root)
    if document.used_notes:
        root.append(footnotes(root, document))


def read_below(element: Element, document: Document, notes: list[Element]) -> None:
    """Read the lines below the element, but for those of notes, which are only listed."""
    for child in element:
        if child.tag in LEAVES:
            read_inline(child.text or "", child, document)
        elif child.tag == "note":
            notes.append(child)
        elif child.tag != "pre":
            read_below(child, document, notes)


# Notes


def read_used_notes(document: Document, notes: list[Element], count: int) -> int:
    """Read the used notes from this number on, and those that they refer to. Return the new number."""
    while count < len(document.used_notes):
        note = document.notes[document.used_notes[count]]
        # A note from the middle of a sentence has been read with it.
        if note.get("read") is None:
            read_below(note, document, notes)
        count += 1
    return count


def read_as_text(note: Element, document: Document, notes: list[Element]) -> None:
    """Read a note that nothing refers to as the paragraph that it looks like."""
    label = note.get("label", "")
    if document.notes.get(label_key(label)) is note:
        del document.notes[label_key(label)]
    if len(note) == 0 or note[0].tag != "p":
        note.insert(0, Element("p"))
    note[0].text = f"[^{label}]: {note[0].text or ''}"
    read_below(note, document, notes)


def footnotes(root: Element, document: Document) -> Element:
    found = Element("ol", {"class": "footnotes"})
    notes = [document.notes[key] for key in document.used_notes]
    for note in notes:
        settle(note)
    places = NotePlaces(root, notes)
    for number, note in enumerate(notes, start=1):
        places.holder(number, SubElement(found, "li")).extend(note)
    return found


# Definitions


def put_back_unused(document: Document) -> None:
    """A definition that no link uses is text: `[Note]: https://example.org`."""
    unused = document.definitions.keys() - document.used_definitions
    for key in unused:
        del document.definitions[key]
    for paragraph, lines in document.definition_lines:
        sources = [line.source for line in lines if label_key(line.label) in unused]
        if sources:
            text = Element("p")
            read_inline("\n".join(sources), text, document)
            put_in_front(text, paragraph)
        elif not paragraph.text and len(paragraph) == 0:
            paragraph.set("empty", "")


def put_in_front(text: Element, paragraph: Element) -> None:
    if paragraph.text or len(paragraph):
        SubElement(text, "br").tail = "\n" + (paragraph.text or "")
    paragraph.text = text.text
    paragraph[:] = [*text, *paragraph]
