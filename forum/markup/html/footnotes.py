"""Footnotes of one text: what refers to them, and the links back. Their ids come with the page; see `trusted_html`."""

from collections import Counter

from forum.markup.html import elements
from forum.markup.results import UNSOUND, Unsound

MOST_LINKS_BACK = 20  # from one note


class Footnotes:
    def __init__(self, out: list[str]) -> None:
        self.out = out
        self.references: Counter[int] = Counter()
        self.digits = ""
        self.has_list = False
        # Where each note's links back belong: notes may refer to each other, so all are written in the end.
        self.places: list[int] = []

    def start(self) -> None:
        self.digits = ""

    def add(self, text: str) -> None:
        self.digits += text

    def number(self) -> int:
        """Return the number of the note that is referred to. Raise Unsound if it is none."""
        number = elements.whole_number(self.digits, longest=4, otherwise=0)
        if not number:
            raise Unsound(UNSOUND)
        return number

    def reference(self, note: int, in_link: bool) -> str:
        self.references[note] += not in_link
        return elements.reference(note, in_link)

    def start_list(self, is_on_top: bool) -> None:
        if self.has_list or not is_on_top:
            raise Unsound(UNSOUND)
        self.has_list = True

    def end_note(self) -> None:
        """Leave a place for the links back, in the note's last paragraph if it ends with one, quoted or not."""
        place = len(self.out)
        for closing in ("</blockquote>", "</p>"):
            place -= self.out[place - 1] == closing
        self.out.insert(place, "")
        self.places.append(place)

    def finish(self) -> None:
        if max(self.references, default=0) > len(self.places):
            raise Unsound(UNSOUND)
        for note, place in enumerate(self.places, start=1):
            self.out[place] = elements.links_back(note, min(self.references[note], MOST_LINKS_BACK))
