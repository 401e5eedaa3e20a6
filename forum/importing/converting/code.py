"""Telling code from prose, so that nothing inside code is ever converted."""

import re

FENCE = re.compile(r"([ \t]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^`]*)$")
# What the lines below belong to if they are indented: items and footnotes.
ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]|\[\^[^\[\]\s]+\]:)(?:[ \t]|$)")
LANGUAGE = re.compile(r"[\w+#.\-]+")
RUN = re.compile("`+")
BBCODE = re.compile(r"\[code(?:=[^\]\n]*)?\].*?\[/code\]", re.IGNORECASE)
BLANK_ENDS = re.compile(r"\A(?:[ \t]*\n)+|\s+\Z")


class CodeWatch:
    """Fed line by line, it says which lines are code. It follows fences, and code indented by four spaces."""

    def __init__(self) -> None:
        self.fence = ""
        self.in_list = False
        self.after_blank = True
        self.indented = False

    def is_code(self, line: str) -> bool:
        if self.fence:
            if is_closing(line, self.fence):
                self.fence = ""
            self.after_blank = True
            return True
        opening = FENCE.match(line)
        if opening and not self._starts_indented(line):
            self.fence = opening[3]
            return True
        return self._is_indented(line)

    def _is_indented(self, line: str) -> bool:
        if not line.strip():
            self.after_blank = True
            return False
        self.indented = self._starts_indented(line)
        if not self.indented:
            self._follow_list(line)
        self.after_blank = self.indented
        return self.indented

    def _starts_indented(self, line: str) -> bool:
        if not self.after_blank or self.in_list or not line.startswith((" ", "\t")):
            return False
        return line.expandtabs(4).startswith("    ")

    def _follow_list(self, line: str) -> None:
        if ITEM.match(line):
            self.in_list = True
        elif self.after_blank and not line.startswith((" ", "\t")):
            self.in_list = False


def is_closing(line: str, fence: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(fence) and set(bare) == {fence[0]}


def code_block(code: str, language: str = "") -> str:
    """A block of code between fences that nothing inside it closes."""
    longest = max((len(run) for run in RUN.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    code = BLANK_ENDS.sub("", code)
    return f"{fence}{language_of(language)}\n{code}\n{fence}"


def language_of(info: str) -> str:
    """The language in a fence's header, without what other forums let follow it."""
    match = LANGUAGE.match(info.strip().strip("\"'"))
    return match[0] if match and match[0] not in {"auto", "nohighlight"} else ""


def code_span(code: str) -> str:
    """Code within a line."""
    longest = max((len(run) for run in RUN.findall(code)), default=0)
    ticks = "`" * (longest + 1)
    room = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{room}{code}{room}{ticks}" if code.strip() else ""


def spans(text: str) -> list[tuple[int, int]]:
    """Where code within lines starts and ends, in one walk over the runs of backticks."""
    if "`" not in text:
        return []
    runs = [(run.start(), run.end()) for run in RUN.finditer(text)]
    following: dict[int, list[int]] = {}
    for place, (start, end) in enumerate(runs):
        following.setdefault(end - start, []).append(place)
    places, place = [], 0
    while place < len(runs):
        start, end = runs[place]
        alike = following[end - start]
        while alike and alike[0] <= place:
            alike.pop(0)
        is_escaped = start and text[start - 1] == "\\"
        if alike and not is_escaped:
            place = alike[0]
            places.append((start, runs[place][1]))
        place += 1
    return places


def mask_code(line: str) -> str:
    """The line with code that begins and ends in it blotted out, each character in its place."""
    tagged = (closed.span() for closed in BBCODE.finditer(line)) if "[" in line else ()
    for start, end in [*spans(line), *tagged]:
        line = line[:start] + "\x01" * (end - start) + line[end:]
    return line


def is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
