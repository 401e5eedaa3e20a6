"""Footnotes, which are gathered below the text and referred to by small figures."""

import re

from forum.importing.converting.code import CodeWatch
from forum.importing.converting.inline import converted_paragraph
from forum.importing.converting.reading import Reading

DEFINITION = re.compile(r" {0,3}\[\^([^\[\]\s]+)\]:[ \t]*(.*)$")


def gather_notes(lines: list[str], on: Reading) -> list[str]:
    """Take the footnotes out of the text; return what remains."""
    remaining, name, watch = [], None, CodeWatch()
    for line in lines:
        is_code = watch.is_code(line)
        in_code = bool(watch.fence) or (is_code and name is None)
        found = None if in_code else DEFINITION.match(line)
        if found:
            name = found[1]
            on.notes[name] = found[2]
        elif name is not None and line.startswith((" ", "\t")) and not watch.fence:
            on.notes[name] += f"\n{line.strip()}"
        else:
            name = name if name is not None and not line.strip() else None
            remaining.append(line)
    return remaining


def notes_at_the_end(on: Reading) -> str:
    if not on.notes:
        return ""
    items = [
        f"{number}. " + converted_paragraph(text.strip(), on).replace("\n", "\n    ")
        for number, text in enumerate(on.notes.values(), 1)
    ]
    return "---\n\n" + "\n".join(items)
