"""What a text is made of while it is read, in the order of the source."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


@dataclass(slots=True, eq=False)
class Pair:
    """The two ends of one element: it stands in the list twice, where it opens and where it closes."""

    tag: str
    # As they were typed, for where the element may not be.
    opening: str
    closing: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Run:
    """A run of one mark, such as `**`; what is not paired up in the end is text."""

    mark: str
    length: int
    opens: bool
    closes: bool
    place: int
    count: int
    # Both from the innermost to the outermost. What ends here stands before what is left, what starts behind it.
    ends: list[Pair] = field(default_factory=list)
    starts: list[Pair] = field(default_factory=list)


# A finished element has text, but no children.
Piece = str | Element | Run | Pair


def plain(pieces: list[Piece]) -> str:
    """The words of the pieces, as for the text of a picture."""
    return "".join(map(_words, pieces))


def _words(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Run):
        return piece.mark * piece.count
    if isinstance(piece, Element):
        return piece.get("alt") or piece.text or ""
    return ""
