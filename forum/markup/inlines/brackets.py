"""Links and pictures: `[words](target)`, `[words][label]`, `[label]`, `![words](target)`; and notes, `^[words]`."""

import re
from typing import NamedTuple

from forum.markup.document import label_key
from forum.markup.inlines.footnotes import add_inline_note, has_room, is_note, refers_to_note
from forum.markup.inlines.link_targets import read_target
from forum.markup.inlines.pictures import add_picture
from forum.markup.inlines.pieces import Pair
from forum.markup.inlines.reader import Bracket, Reader
from forum.markup.links import link_address

LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999})\]", re.DOTALL)
LONGEST_LABEL = 999


class Link(NamedTuple):
    target: str
    end: int
    size: tuple[str, str] = ("", "")


def read_opening_bracket(reader: Reader, position: int) -> int:
    return reader.open_bracket("[", position)


def read_picture_bracket(reader: Reader, position: int) -> int | None:
    # "Listen![^1]" has a note, and no picture.
    if not reader.text.startswith("![", position) or refers_to_note(reader, position + 1):
        return None
    return reader.open_bracket("![", position)


def read_note_bracket(reader: Reader, position: int) -> int | None:
    return reader.open_bracket("^[", position) if reader.text.startswith("^[", position) else None


def read_closing_bracket(reader: Reader, position: int) -> int:
    bracket = reader.brackets.pop() if reader.brackets else None
    if (
        bracket
        and bracket.kind == "^["
        and has_room(reader)
        and reader.text[bracket.start : position].strip()
    ):
        add_inline_note(reader, bracket)
        return position + 1
    is_open = bracket and bracket.kind != "^[" and (bracket.kind == "![" or bracket.place > reader.last_link)
    link = link_after(reader, bracket, position) if bracket and is_open else None
    if bracket is None or link is None:
        reader.add("]")
        return position + 1
    if bracket.kind == "![":
        add_picture(reader, bracket, link.target, link.size)
    else:
        add_link(reader, bracket, link, position)
    return link.end


def link_after(reader: Reader, bracket: Bracket, position: int) -> Link | None:
    """What the closing bracket's words lead to."""
    after = position + 1
    text = reader.text
    if text.startswith("(", after) and (target := read_target(text, after)):
        words = text[bracket.start : position].strip()
        is_seen = bool(words or target.address)
        return Link(target.address, target.end, (target.width, target.height)) if is_seen else None
    label = LABEL.match(text, after) if text.startswith("[", after) else None
    if label and is_note(reader, label[1]):
        label = None
    end = label.end() if label else after
    if label and label[1]:
        return defined(reader, label[1], end)
    if bracket.holds_bracket or position - bracket.start > LONGEST_LABEL:
        return None
    return defined(reader, text[bracket.start : position], end)


def defined(reader: Reader, label: str, end: int) -> Link | None:
    key = label_key(label)
    target = reader.document.definitions.get(key)
    if target is None or len(target) > reader.document.defined_characters_left:
        return None
    reader.document.defined_characters_left -= len(target)
    reader.document.used_definitions.add(key)
    return Link(target, end)


def add_link(reader: Reader, bracket: Bracket, link: Link, position: int) -> None:
    """Make a link of the words. If the target may not be linked, it is shown behind them."""
    reader.close_from(bracket.place, bracket.run_count)
    address = link_address(link.target)
    if address is not None:
        reader.note_link(bracket.place)
        closing = reader.text[position : link.end]
        pair = Pair("a", "[", closing, {"href": address})
        reader.pieces[bracket.place] = pair
        reader.add(pair)
        return
    reader.pieces[bracket.place] = ""
    words = reader.text[bracket.start : position].strip()
    if not words:
        reader.add(link.target)
    elif link.target and link.target != words:
        reader.add(f" ({link.target})")
