"""Characters by their names and numbers: `&copy;`, `&#169;`."""

import re
from html.entities import html5

from forum.markup.accepted_text import UNPRINTABLE
from forum.markup.inlines.reader import Reader

ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31};));?")
UNKNOWN = "\ufffd"


def read_entity(reader: Reader, position: int) -> int | None:
    entity = ENTITY.match(reader.text, position)
    if entity is None:
        return None
    reader.add(character(entity))
    return entity.end()


def without_entities(text: str) -> str:
    return ENTITY.sub(character, text) if "&" in text else text


def character(entity: re.Match[str]) -> str:
    if not entity[0].endswith(";"):
        return entity[0]
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html5.get(name, entity[0])
    point = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < point < 0x110000 or 0xD800 <= point < 0xE000:
        return UNKNOWN
    return UNPRINTABLE.sub(UNKNOWN, chr(point))
