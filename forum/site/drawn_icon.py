"""The icon of a forum whose owner has set none: our drawing, in the forum's accent."""

import hashlib
from functools import lru_cache

from django.conf import settings

from forum.site.colours import DEFAULT_ACCENT


@lru_cache(maxsize=1)
def drawing() -> str:
    return str((settings.BASE_DIR / "static" / "img" / "icon.svg").read_text())


def icon_of(colour: str) -> str:
    """The drawing on a ground of this colour, #rrggbb."""
    return drawing().replace(DEFAULT_ACCENT, colour)


@lru_cache(maxsize=4)
def icon_address(colour: str) -> str:
    """The address of the drawing, for another drawing another."""
    version = hashlib.sha256(icon_of(colour).encode()).hexdigest()[:8]
    return f"/icon-{colour.removeprefix('#')}-{version}.svg"
