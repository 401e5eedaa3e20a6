"""Our style sheets with the owner's accent: with other colours, in the place of ours, so no further request."""

import hashlib
import re
from functools import lru_cache

from django.conf import settings

from forum.site.colours import DEFAULT_ACCENT, accent_of
from forum.site.style_sheets import style_sheet

VARIABLE = re.compile(r"--accent(-deep|-ink|-soft|): light-dark\([^)]*\);")
# What their addresses begin with: the whole for the forum's pages, the colours alone for the admin's.
SHEETS = {"theme": "forum.css", "palette": "tokens.css"}


@lru_cache(maxsize=2)
def usual_sheet(kind: str) -> str:
    return style_sheet(settings.BASE_DIR / "static" / "css" / SHEETS[kind])


@lru_cache(maxsize=8)
def theme_address(accent: str, kind: str = "theme") -> str:
    """The address of the style sheet with this accent, for another sheet another; "" for the forum’s own colours."""
    if not accent or accent == DEFAULT_ACCENT:
        return ""
    version = hashlib.sha256(style_sheet_of(accent, kind).encode()).hexdigest()[:8]
    return f"/{kind}-{accent.removeprefix('#')}-{version}.css"


def style_sheet_of(colour: str, kind: str = "theme") -> str:
    accent = accent_of(colour)

    def value(match: re.Match[str]) -> str:
        name = match[1].removeprefix("-") or "accent"
        return f"--accent{match[1]}: light-dark({getattr(accent.light, name)}, {getattr(accent.dark, name)});"

    return VARIABLE.sub(value, usual_sheet(kind))
