"""Code in a line: `code` between runs of equally many backticks."""

import re

from forum.markup.inlines.reader import Reader

RUN = re.compile("`+")


def read_code_span(reader: Reader, position: int) -> int:
    text = reader.text
    run = RUN.match(text, position)
    end = run.end() if run else position + 1
    closing = closing_run(reader, end - position, end)
    if closing is None:
        reader.add(text[position:end])
        return end
    reader.add_element("code", stripped(text[end:closing].replace("\n", " ")))
    return closing + end - position


def closing_run(reader: Reader, length: int, after: int) -> int | None:
    """Where the next run of this length begins. All runs are looked up once, and each list is walked once."""
    if reader.backticks is None:
        reader.backticks = runs_by_length(reader.text, after)
    return next_run(reader.backticks, length, after)


def runs_by_length(text: str, start: int) -> dict[int, list[int]]:
    """By length, where runs of backticks begin from there on, the next one last."""
    found: dict[int, list[int]] = {}
    for run in RUN.finditer(text, start):
        found.setdefault(len(run[0]), []).append(run.start())
    for runs in found.values():
        runs.reverse()
    return found


def next_run(runs_by_length: dict[int, list[int]], length: int, after: int) -> int | None:
    """Where the next run of this length begins. What lies before is forgotten."""
    runs = runs_by_length.get(length, [])
    while runs and runs[-1] < after:
        runs.pop()
    return runs[-1] if runs else None


def stripped(code: str) -> str:
    """Without the one blank at both ends that keeps backticks in the code apart from those around it."""
    is_padded = code.startswith(" ") and code.endswith(" ") and code.strip(" ")
    return code[1:-1] if is_padded else code
