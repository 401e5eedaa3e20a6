"""Footnotes: `[^label]: text`, continued by indented lines."""

import re
from xml.etree.ElementTree import Element

from forum.markup.blocks.lines import CODE_INDENT, Line
from forum.markup.blocks.open_blocks import Container, OpenBlocks
from forum.markup.document import label_key

NOTE = re.compile(r"\[\^([^\s\[\]]{1,99})\]:")


class Note(Container):
    def goes_on(self, line: Line) -> bool:
        is_inside = self.is_begun if line.is_blank else line.is_indented
        if is_inside:
            line.skip(CODE_INDENT)
        return is_inside


def start_note(blocks: OpenBlocks, line: Line) -> bool:
    match = NOTE.match(line.text)
    if not match or blocks.is_full:
        return False
    note = Note(Element("note", label=match[1]))
    line.take(match.end())
    line.skip(line.indent)
    blocks.open_container(note, line)
    blocks.document.notes.setdefault(label_key(match[1]), note.element)
    return True
