"""The style sheet with the owner's accent: our tokens.css with other colours, in its place, so no further request."""

import hashlib
import re
from functools import lru_cache

from django.conf import settings

from forum.site.colours import DEFAULT_ACCENT, accent_of

VARIABLE = re.compile(r"--accent(-deep|-ink|-soft|): light-dark\([^)]*\);")


@lru_cache(maxsize=1)
def tokens() -> str:
    return str((settings.BASE_DIR / "static" / "css" / "tokens.css").read_text())


@lru_cache(maxsize=4)
def theme_address(accent: str) -> str:
    """The address of the style sheet with this accent, for another sheet another; "" for the forum’s own colours."""
    if not accent or accent == DEFAULT_ACCENT:
        return ""
    version = hashlib.sha256(style_sheet_of(accent).encode()).hexdigest()[:8]
    return f"/theme-{accent.removeprefix('#')}-{version}.css"


def style_sheet_of(colour: str) -> str:
    accent = accent_of(colour)

    def value(match: re.Match[str]) -> str:
        name = match[1].removeprefix("-") or "accent"
        return f"--accent{match[1]}: light-dark({getattr(accent.light, name)}, {getattr(accent.dark, name)});"

    return VARIABLE.sub(value, tokens())
