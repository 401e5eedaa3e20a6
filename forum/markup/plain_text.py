"""A text as plain text, laid out as in a mail. Whoever writes its HTML says which element starts and ends."""

import re

from forum.markup.html.nesting import HEADINGS

SPACES = re.compile(r"\s+")
BLOCKS = HEADINGS | {"p", "pre", "table", "details"}
# The joiners cannot be seen and tell a spoiler from `a || b`; see `excerpts`.
JOINER = "\u2060"
SPOILER_START, SPOILER_END = f"||{JOINER}", f"{JOINER}||"


class Frame:
    """What is indented as one: the whole text, a quotation or an item."""

    def __init__(self, first: str = "", rest: str = "") -> None:
        self.first, self.rest = first, rest
        self.pieces: list[str] = []
        self.line_ends = 0

    def __str__(self) -> str:
        first, *rest = "".join(self.pieces).strip("\n").split("\n")
        lines = [self.first + first, *(self.rest + line for line in rest)]
        return "\n".join(line.rstrip() for line in lines)


class List:
    def __init__(self, number: int, marker: str) -> None:
        self.number, self.marker = number, marker

    def next_marker(self) -> str:
        self.number += 1
        return self.marker.format(self.number - 1)


class PlainText:
    def __init__(self) -> None:
        self.frames = [Frame()]
        self.lists: list[List] = []
        self.spoilers = 0
        self.spoiler_start = ""

    # Words

    def say(self, text: str) -> None:
        """Write words of a paragraph: runs of white space count as one space."""
        text = SPACES.sub(" ", text)
        self.write(text.lstrip() if self.is_at_start_of_line else text)

    def write(self, text: str) -> None:
        """Write characters as they are, but for joiners: no author ends or begins a spoiler by hand."""
        self.put(text.replace(JOINER, ""))

    def put(self, text: str) -> None:
        if not text:
            return
        frame = self.frames[-1]
        if frame.pieces:
            frame.pieces.append("\n" * frame.line_ends)
        frame.pieces.append(self.spoiler_start + text)
        frame.line_ends, self.spoiler_start = 0, ""

    @property
    def is_at_start_of_line(self) -> bool:
        return bool(self.frames[-1].line_ends) or not self.frames[-1].pieces

    @property
    def last_sign(self) -> str:
        """The last character of this line, or "" at its start."""
        return "" if self.is_at_start_of_line else self.frames[-1].pieces[-1][-1:]

    def apart(self, line_ends: int) -> None:
        """Make sure that at least so many line ends come before the next words."""
        self.frames[-1].line_ends = max(self.frames[-1].line_ends, line_ends)

    # Elements

    def start(self, tag: str, css_class: str = "", number: int = 1) -> None:
        if tag in BLOCKS or tag == "hr":
            self.apart(2)
        elif tag in {"br", "tr"}:
            self.apart(1)
        elif tag == "blockquote":
            self.apart(2)
            self.frames.append(Frame("> ", "> "))
        elif tag in {"ol", "ul"}:
            self.apart(1 if self.lists else 2)
            marker = "- " if tag == "ul" else "[{}] " if css_class == "footnotes" else "{}. "
            self.lists.append(List(number, marker))
        elif tag == "li":
            self.apart(1)
            marker = self.lists[-1].next_marker()
            self.frames.append(Frame(marker, " " * len(marker)))
        elif tag in {"td", "th"} and not self.is_at_start_of_line:
            self.write(" | ")
        if css_class == "spoiler":
            self.start_spoiler()

    def end(self, tag: str, css_class: str = "") -> None:
        if css_class == "spoiler":
            self.end_spoiler()
        if tag in BLOCKS:
            self.apart(2)
        elif tag == "summary":
            self.apart(1)
        elif tag in {"ol", "ul"}:
            self.lists.pop()
            self.apart(1 if self.lists else 2)
        elif tag in {"blockquote", "li"}:
            frame = self.frames.pop()
            if frame.pieces:
                self.put(str(frame))
            self.apart(2 if tag == "blockquote" else 1)

    def start_spoiler(self) -> None:
        self.spoilers += 1
        if self.spoilers == 1:
            self.spoiler_start = SPOILER_START

    def end_spoiler(self) -> None:
        self.spoilers -= 1
        if not self.spoilers and not self.spoiler_start:
            self.frames[-1].pieces.append(SPOILER_END)
        self.spoiler_start = "" if not self.spoilers else self.spoiler_start

    def __str__(self) -> str:
        return "".join(self.frames[0].pieces).strip()
