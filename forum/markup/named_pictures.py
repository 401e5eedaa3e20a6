"""A stored text without its pictures, for those who may read it and not open its files."""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

# As `html.elements` writes it: no attribute has a ">" in it.
PICTURE = re.compile(r"<img\b([^>]*)>", re.IGNORECASE)
NAME = re.compile(r'\balt="([^"]*)"', re.IGNORECASE)


def with_named_pictures(html: str) -> str:
    """Stored HTML with the name in place of each picture, so that it loads nothing."""
    return PICTURE.sub(lambda picture: name_of(picture[1]), html)


def name_of(attributes: str) -> str:
    found = NAME.search(attributes)
    name = found[1] if found else ""  # escaped already
    word = escape(_("Picture"))
    return f"[{word}: {name}]" if name.strip() else f"[{word}]"
