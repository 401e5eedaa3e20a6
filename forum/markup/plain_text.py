"""A post as plain text, laid out as in a mail."""

import re

SPACES = re.compile(r"\s+")


class PlainText:
    def __init__(self) -> None:
        self.frames: list[list[str]] = [[]]
        self.line_ends = 2
        self.marker = ""
        self.counters: list[int | None] = []

    def say(self, text: str) -> None:
        """Write words of a paragraph: runs of white space count as one space."""
        text = SPACES.sub(" ", text)
        self.write(text.lstrip() if self.line_ends else text)

    def write(self, text: str) -> None:
        """Write characters as they are."""
        if text:
            self.frames[-1].append(self.marker + text)
            self.marker = ""
            self.line_ends = 0

    def apart(self, line_ends: int) -> None:
        """Make sure that at least so many line ends come before the next words."""
        if self.line_ends < line_ends:
            self.frames[-1].append("\n" * (line_ends - self.line_ends))
            self.line_ends = line_ends

    def start_list(self, number: int | None) -> None:
        """Open a list that counts from `number`, or one of bullets when it is None."""
        self.apart(1 if self.counters else 2)
        self.counters.append(number)

    def end_list(self) -> None:
        self.counters.pop()
        self.marker = ""
        self.apart(1 if self.counters else 2)

    def start_item(self) -> None:
        self.apart(1)
        number = self.counters[-1]
        self.marker = "- " if number is None else f"{number}. "
        self.counters[-1] = None if number is None else number + 1

    def start_quote(self) -> None:
        self.apart(2)
        self.frames.append([])
        self.line_ends = 2

    def end_quote(self) -> None:
        quote = "".join(self.frames.pop()).strip()
        self.line_ends = 2
        if quote:
            self.write("\n".join(f"> {line}".rstrip() for line in quote.split("\n")))
        self.apart(2)

    def __str__(self) -> str:
        return "".join(self.frames[0]).strip()
