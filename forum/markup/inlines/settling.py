"""Taking out of the tree what was only for the reading: notes at their places, emptied paragraphs, tight ones."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

CONTAINERS = frozenset("blockquote details li ol ul".split())


def settle(element: Element) -> None:
    children = list(settled(element))
    element[:] = []
    for child in children:
        if child.get("tight") is None:
            element.append(child)
        else:
            unwrap(child, element)


def settled(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "note":
            # One with a number stands at the end of the whole text.
            if child.get("number") is None:
                yield from settled(child)
        elif child.get("empty") is None:
            if child.tag in CONTAINERS:
                settle(child)
            yield child


def unwrap(paragraph: Element, item: Element) -> None:
    """Add what a paragraph holds to its item, without the paragraph."""
    words = paragraph.text or ""
    if len(item):
        item[-1].tail = (item[-1].tail or "") + words
    else:
        item.text = (item.text or "") + words
    item.extend(paragraph)
