"""Addresses in angle brackets: `<https://example.org>`, `<ada@example.org>`."""

import re

from forum.markup.inlines.reader import Reader
from forum.markup.links import link_address

ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]*)>")
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
MAIL = re.compile(rf"<([A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~\-]{{1,64}}@{LABEL}(?:\.{LABEL}){{0,9}})>")


def read_angle_link(reader: Reader, position: int) -> int | None:
    """A link, if the address may be linked; else text, brackets and all."""
    found = ADDRESS.match(reader.text, position)
    mail = None if found else MAIL.match(reader.text, position)
    match = found or mail
    if match is None:
        return None
    address = link_address(f"mailto:{match[1]}" if mail else match[1])
    if address is None:
        reader.add(match[0])
    else:
        reader.add_bare_link(address, match[1])
    return match.end()
