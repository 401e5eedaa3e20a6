"""Footnotes, which are gathered below the text and referred to by small figures."""

import re

from forum.importing.converting.code import CodeWatch
from forum.importing.converting.context import Context
from forum.importing.converting.inline import convert_paragraph

DEFINITION = re.compile(r" {0,3}\[\^([^\[\]\s]+)\]:[ \t]*(.*)$")


def gather_notes(lines: list[str], context: Context) -> list[str]:
    """Take the footnotes out of the text; return what remains."""
    remaining, name, watch = [], None, CodeWatch()
    for line in lines:
        is_code = watch.is_code(line)
        in_code = bool(watch.fence) or (is_code and name is None)
        match = None if in_code else DEFINITION.match(line)
        if match:
            name = match[1]
            context.notes[name] = match[2]
        elif name is not None and line.startswith((" ", "\t")) and not watch.fence:
            context.notes[name] += f"\n{line.strip()}"
        else:
            name = name if name is not None and not line.strip() else None
            remaining.append(line)
    return remaining


def notes_at_the_end(context: Context) -> str:
    if not context.notes:
        return ""
    items = [
        f"{number}. " + convert_paragraph(text.strip(), context).replace("\n", "\n    ")
        for number, text in enumerate(context.notes.values(), 1)
    ]
    return "---\n\n" + "\n".join(items)
