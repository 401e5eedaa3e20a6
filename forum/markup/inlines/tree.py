"""The elements that a list of pieces stands for."""

from xml.etree.ElementTree import Element, TreeBuilder

from forum.markup.inlines.pieces import Pair, Piece, Run

DEEPEST = 20


def build(pieces: list[Piece], into: Element) -> None:
    """Fill the element. What is nested too deep shows its marks instead."""
    builder = PieceBuilder()
    for piece in pieces:
        builder.add(piece)
    root = builder.close()
    into.text = root.text
    into.extend(root)


class PieceBuilder:
    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.builder.start("root", {})
        self.depth = 0
        self.open: set[Pair] = set()
        self.shown: set[Pair] = set()

    def add(self, piece: Piece) -> None:
        if isinstance(piece, str):
            self.builder.data(piece)
        elif isinstance(piece, Run):
            for pair in piece.ends:
                self.end(pair)
            self.builder.data(piece.mark * piece.count)
            for pair in reversed(piece.starts):
                self.start(pair)
        elif isinstance(piece, Pair):
            if piece in self.open or piece in self.shown:
                self.end(piece)
            else:
                self.start(piece)
        else:
            self.builder.start(piece.tag, piece.attrib)
            self.builder.data(piece.text or "")
            self.builder.end(piece.tag)

    def start(self, pair: Pair) -> None:
        if self.depth == DEEPEST:
            self.shown.add(pair)
            self.builder.data(pair.opening)
        else:
            self.depth += 1
            self.open.add(pair)
            self.builder.start(pair.tag, pair.attributes)

    def end(self, pair: Pair) -> None:
        if pair in self.shown:
            self.builder.data(pair.closing)
        else:
            self.depth -= 1
            self.builder.end(pair.tag)

    def close(self) -> Element:
        self.builder.end("root")
        return self.builder.close()
