"""An accent colour as the owner chose it, and its shades on light and dark pages, so that words stay readable."""

import re
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_ACCENT = "#0b6a66"
HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
READABLE = 4.5  # WCAG 2, level AA, words of any size
# On these the accent is written; the same as in tokens.css, which a test compares.
LIGHT_GROUNDS = ("#fbfaf7", "#ffffff", "#f3f0e9", "#fdf3d0", "#f4f1ea")
DARK_GROUNDS = ("#1a1c1b", "#222524", "#272a29", "#453b18", "#1f2422")
# On the softened accent these are written.
LIGHT_INKS, DARK_INKS = ("#25231e", "#615c51"), ("#e7e4dc", "#aeaa9f")
STEPS = 100
SEEN = 1.15  # contrast of two colours that are told apart at a glance

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Shades:
    """The variables of tokens.css that are made of the accent, for pages of one theme."""

    accent: str
    deep: str  # under the pointer
    ink: str  # words on the accent
    soft: str  # behind words


# As they stand in tokens.css, chosen by eye.
DEFAULT_SHADES = (
    Shades("#0b6a66", "#084f4c", "#ffffff", "#e2efec"),
    Shades("#74c9c0", "#9bdcd5", "#0f211f", "#21393a"),
)


@dataclass(frozen=True)
class Accent:
    chosen: str
    light: Shades
    dark: Shades

    @property
    def is_adjusted(self) -> bool:
        """Whether what is shown on light pages differs so much that one sees it. On dark ones it always does."""
        return contrast(parsed(self.light.accent), parsed(self.chosen)) > SEEN


def normalized(text: str) -> str | None:
    """Return a colour as #rrggbb; None if it is none."""
    match = HEX.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


@lru_cache(maxsize=64)
def accent_of(chosen: str) -> Accent:
    """Return the shades of a colour #rrggbb, each readable where it is used."""
    if chosen == DEFAULT_ACCENT:
        return Accent(chosen, *DEFAULT_SHADES)
    return Accent(chosen, _light(parsed(chosen)), _dark(parsed(chosen)))


def _light(chosen: Colour) -> Shades:
    soft = _softened(chosen, "#fbfaf7", 0.12, LIGHT_INKS)
    grounds = [*map(parsed, LIGHT_GROUNDS), soft]
    accent = _until_readable(chosen, (0, 0, 0), grounds)
    return Shades(written(accent), written(mix(accent, (0, 0, 0), 0.25)), "#ffffff", written(soft))


def _dark(chosen: Colour) -> Shades:
    white = (255, 255, 255)
    bright = _until_readable(chosen, white, [*map(parsed, DARK_GROUNDS)])
    soft = _softened(bright, "#222524", 0.16, DARK_INKS)
    ink = mix((14, 16, 15), bright, 0.06)
    accent = _until_readable(bright, white, [*map(parsed, DARK_GROUNDS), soft, ink])
    return Shades(written(accent), written(mix(accent, white, 0.3)), written(ink), written(soft))


def _until_readable(colour: Colour, towards: Colour, grounds: list[Colour]) -> Colour:
    """Move the colour as little as is needed to be readable on all these."""
    for step in range(STEPS):
        moved = mix(colour, towards, step / STEPS)
        if all(contrast(moved, ground) >= READABLE for ground in grounds):
            return moved
    return towards


def _softened(colour: Colour, ground: str, share: float, inks: tuple[str, ...]) -> Colour:
    """The ground with so much of the colour in it, or less where words would not be readable on it."""
    for step in range(STEPS):
        soft = mix(parsed(ground), colour, share * (1 - step / STEPS))
        if all(contrast(parsed(ink), soft) >= READABLE for ink in inks):
            return soft
    return parsed(ground)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of WCAG 2: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def parsed(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
