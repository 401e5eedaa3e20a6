"""One text while it is read from its first character to its last."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from forum.markup.document import Document
from forum.markup.inlines.pairing import pair_up
from forum.markup.inlines.pieces import Pair, Piece, Run


@dataclass(slots=True, eq=False)
class Bracket:
    """An open `[`, `![` or `^[`: its place among the pieces, and where its words begin."""

    kind: str
    place: int
    start: int
    run_count: int
    holds_bracket: bool = False


@dataclass(slots=True, eq=False)
class OpenTag:
    """An open tag such as `<kbd>` or `[b]`, shown as text until its end is found."""

    name: str
    place: int
    run_count: int
    pair: Pair


class Reader:
    """What the functions of `reading.READERS` work on.

    Each gets the reader and the position of its first character in `text`. It adds pieces and returns where to go
    on, or returns None and leaves the reader as it was.
    """

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.document = document
        self.pieces: list[Piece] = []
        # The runs that are not yet paired up, and the brackets and tags that are still open.
        self.runs: list[Run] = []
        self.brackets: list[Bracket] = []
        self.tags: list[OpenTag] = []
        self.tags_by_name: dict[str, list[OpenTag]] = {}
        # The places of addresses that became links by themselves.
        self.bare_links: list[int] = []
        # Where the last link stands: what opened before it cannot become a link around it.
        self.last_link = -1
        # By length, where runs of backticks begin, the next one last.
        self.backticks: dict[int, list[int]] | None = None
        self.matches: dict[re.Pattern[str], re.Match[str] | None] = {}

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)

    def add_run(self, run: Run) -> None:
        self.runs.append(run)
        self.pieces.append(run)

    def add_element(self, tag: str, text: str = "", **attributes: str) -> Element:
        """Add a finished element without children."""
        element = Element(tag, attributes)
        element.text = text
        self.pieces.append(element)
        return element

    def add_bare_link(self, address: str, words: str, **attributes: str) -> None:
        """Add an address as a link. It becomes text again when it turns out to stand inside another link."""
        self.bare_links.append(len(self.pieces))
        self.add_element("a", words, href=address, **attributes)

    def next_match(self, pattern: re.Pattern[str], position: int) -> re.Match[str] | None:
        """The first match from the position on. Asked from left to right, all answers together read the text once."""
        match = self.matches.get(pattern)
        if pattern not in self.matches or (match and match.start() < position):
            match = self.matches[pattern] = pattern.search(self.text, position)
        return match

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether nothing else stands on the lines of this part of the text."""
        return self.text[start - 1 : start] in ("", "\n") and self.text[end : end + 1] in ("", "\n")

    # Brackets and tags

    def open_bracket(self, kind: str, position: int) -> int:
        if self.brackets:
            self.brackets[-1].holds_bracket = True
        start = position + len(kind)
        self.brackets.append(Bracket(kind, len(self.pieces), start, len(self.runs)))
        self.pieces.append(kind)
        return start

    def open_tag(self, name: str, opening: str, tag: str, **attributes: str) -> None:
        """Open `tag`, to be closed by `close_tag(name, …)`. Until then its `opening` is text."""
        pair = Pair(tag, opening, "", attributes)
        open_tag = OpenTag(name, len(self.pieces), len(self.runs), pair)
        self.tags.append(open_tag)
        self.tags_by_name.setdefault(name, []).append(open_tag)
        self.pieces.append(opening)

    def close_tag(self, name: str, closing: str) -> bool:
        """Close the last open tag of this name. False, with nothing changed, if none is open or it may not close."""
        if not self.tags_by_name.get(name):
            return False
        open_tag = self.tags_by_name[name][-1]
        is_link = open_tag.pair.tag == "a"
        if is_link and open_tag.place < self.last_link:
            return False
        self.close_from(open_tag.place, open_tag.run_count)
        if is_link:
            self.note_link(open_tag.place)
        open_tag.pair.closing = closing
        self.pieces[open_tag.place] = open_tag.pair
        self.pieces.append(open_tag.pair)
        return True

    def close_from(self, place: int, run_count: int) -> None:
        """Pair up the runs since then, and give up what was opened at this place or later and is not closed."""
        pair_up(self.runs[run_count:])
        del self.runs[run_count:]
        while self.brackets and self.brackets[-1].place >= place:
            self.brackets.pop()
        while self.tags and self.tags[-1].place >= place:
            self.tags_by_name[self.tags.pop().name].pop()

    def note_link(self, place: int) -> None:
        """What is from this place on becomes the words of a link, so no other link stays in it."""
        self.last_link = place
        while self.bare_links and self.bare_links[-1] > place:
            bare = self.bare_links.pop()
            link = self.pieces[bare]
            self.pieces[bare] = link.text or "" if isinstance(link, Element) else link

    def take_from(self, place: int) -> list[Piece]:
        """Take off the pieces from this place on."""
        taken = self.pieces[place:]
        del self.pieces[place:]
        while self.bare_links and self.bare_links[-1] >= place:
            self.bare_links.pop()
        return taken
