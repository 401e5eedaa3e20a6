"""One line of a text, read from its start: the marks of its containers are taken off it one after the other."""

BLANKS = " \t"
TAB = 4
# So many columns of blanks make code, and end what a mark at a line's start could mean.
CODE_INDENT = 4


class Line:
    """`rest` is what is not yet taken, `text` the same without the `indent` columns of blanks before it.

    `index` counts the lines that are read, `number` the lines of the source, from 1.
    """

    __slots__ = ("column", "indent", "index", "is_done", "number", "rest", "text")

    def __init__(self, source: str, index: int, number: int) -> None:
        self.rest = source
        self.index = index
        self.number = number
        self.column = 0
        self.is_done = False
        self.measure()

    def measure(self) -> None:
        self.text = self.rest.lstrip(BLANKS)
        blanks = self.rest[: len(self.rest) - len(self.text)]
        self.indent = len(blanks)
        if "\t" in blanks:
            before = self.column % TAB
            self.indent = len((" " * before + blanks).expandtabs(TAB)) - before

    @property
    def is_blank(self) -> bool:
        return not self.text

    @property
    def is_indented(self) -> bool:
        return self.indent >= CODE_INDENT

    def skip(self, columns: int) -> None:
        """Take so many columns of blanks off, or as many as there are. A tab that reaches further leaves blanks."""
        end = self.column + min(columns, self.indent)
        place = 0
        while self.column < end:
            self.column += TAB - self.column % TAB if self.rest[place] == "\t" else 1
            place += 1
        self.rest = " " * (self.column - end) + self.rest[place:]
        self.column = end
        self.measure()

    def take(self, length: int) -> None:
        """Take the blanks and so many characters off."""
        self.column += self.indent + length
        self.rest = self.text[length:]
        self.measure()

    def finish(self) -> None:
        self.is_done = True
