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
    for child in element:
        css_class = child.get("class")
        if child.tag == "sup" and css_class == "footnote":
            yield Place(int(child.text or "0"), is_hidden, is_quoted)
        elif len(child):
            # The title of what is hidden is seen.
            inside = css_class == "spoiler" or (is_hidden and child.tag != "summary")
            yield from places_in(child, is_hidden=inside, is_quoted=is_quoted or child.tag == "blockquote")


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
