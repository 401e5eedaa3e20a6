"""Where notes are referred to: a note of hidden or quoted words alone is hidden or quoted itself."""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement


class Place(NamedTuple):
    """Of a reference: the number of its note, and what is around it."""

    number: int
    is_hidden: bool
    is_quoted: bool


def places_in(element: Element, *, is_hidden: bool = False, is_quoted: bool = False) -> Iterator[Place]:
    """`is_hidden` and `is_quoted` say what the element itself stands in."""
    is_hidden_inside = is_hidden or element.get("class") == "spoiler"
    is_quoted = is_quoted or element.tag == "blockquote"
    for child in element:
        # The title of what is hidden is seen.
        is_child_hidden = is_hidden if child.tag == "summary" else is_hidden_inside
        if child.tag == "sup" and child.get("class") == "footnote":
            yield Place(int(child.text or "0"), is_child_hidden, is_quoted)
        elif len(child):
            yield from places_in(child, is_hidden=is_child_hidden, is_quoted=is_quoted)


class NotePlaces:
    def __init__(self, root: Element, notes: list[Element]) -> None:
        """Both as they are shown; the first note has the number 1."""
        places = [list(places_in(element)) for element in (root, *notes)]
        self.seen = reached([[place.number for place in found if not place.is_hidden] for found in places])
        self.own = reached([[place.number for place in found if not place.is_quoted] for found in places])

    def holder(self, number: int, item: Element) -> Element:
        """The element of the list's item that holds the note's blocks."""
        holder = item if number in self.own else SubElement(item, "blockquote", {"class": "note"})
        if number not in self.seen:
            holder = SubElement(holder, "details", {"class": "spoiler"})
            SubElement(holder, "summary")
        return holder


def reached(steps: list[list[int]]) -> set[int]:
    """The numbers that can be reached from 0; `steps` says which ones from each."""
    found = {0}
    coming = [0]
    while coming:
        for number in steps[coming.pop()]:
            if number not in found:
                found.add(number)
                coming.append(number)
    return found
