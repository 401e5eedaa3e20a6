"""Reading runs of marks; which of them belong together is decided when all are known."""

from forum.markup.inlines.flanking import flanking
from forum.markup.inlines.pieces import Run
from forum.markup.inlines.reader import Reader

LENGTHS = {"~": (1, 2), "=": (2,), "|": (2,)}


def read_run(reader: Reader, position: int) -> int:
    text = reader.text
    mark = text[position]
    end = position + 1
    while end < len(text) and text[end] == mark:
        end += 1
    length = end - position
    opens = closes = False
    if mark in "*_" or length in LENGTHS[mark]:
        before = text[position - 1] if position else "\n"
        opens, closes = flanking(text[position:end], before, text[end] if end < len(text) else "\n")
    if opens or closes:
        reader.add_run(Run(mark, length, opens, closes, len(reader.runs), length))
    else:
        reader.add(text[position:end])
    return end
