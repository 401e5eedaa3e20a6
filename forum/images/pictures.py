"""What is drawn of an uploaded picture, and why one is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
MEGAPIXEL = 1_000_000

TOO_BIG = "too_big"
TOO_LONG = "too_long"
TOO_MANY_PIXELS = "too_many_pixels"
TOO_SMALL = "too_small"
UNREADABLE = "unreadable"
NO_HEIC = "no_heic"
TOO_SLOW = "too_slow"
BUSY = "busy"

SENTENCES: dict[str, Promise] = {
    TOO_BIG: _("This file is too big. Files can be up to %(most)d MB."),
    TOO_LONG: _(
        "This picture is too large: %(width)d × %(height)d pixels. Pictures can be up to %(most)d × %(most)d."
    ),
    TOO_MANY_PIXELS: _(
        "This picture is too large: %(width)d × %(height)d pixels. Pictures can be up to %(most)d megapixels."
    ),
    TOO_SMALL: _(
        "This picture is too small: %(width)d × %(height)d pixels. It needs at least %(least)d × %(least)d."
    ),
    UNREADABLE: _("This file can’t be read as a picture. Use a PNG, JPEG or WebP file."),
    NO_HEIC: _("This forum can’t read HEIC pictures. Save it as JPEG, then try again."),
    TOO_SLOW: _("Reading this picture takes too long. Save it again in another program, or smaller."),
    BUSY: _("Too many pictures are being read at the moment. Try again in a few seconds."),
}
STATUSES = {TOO_BIG: 413, BUSY: 503}

# How a picture is written. For BEST the child chooses what suits it: JPEG for photos, PNG for drawings, WebP for what
# moves or would be far larger otherwise.
BEST = "BEST"


@dataclass(frozen=True)
class Bounds:
    """What a file may be at most, and which kinds are read at all."""

    bytes: int
    side: int  # pixels
    pixels: int
    formats: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"side": self.side, "pixels": self.pixels, "formats": self.formats}


# A logo, an icon; and what a phone or a camera makes: sensors of 64 megapixels have a few more.
DRAWING = Bounds(2 * MEGABYTE, 4096, 4096 * 4096, ("PNG", "JPEG", "WEBP"))
PHOTO = Bounds(25 * MEGABYTE, 20_000, 65 * MEGAPIXEL, ("PNG", "JPEG", "WEBP", "GIF", "HEIF"))
MAX_BYTES = DRAWING.bytes


class ImageRefused(ValueError):
    """The file is no picture that can be used. Its text is a sentence for the person; `status` is that of HTTP."""

    def __init__(self, reason: str, facts: Mapping[str, int] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.facts, self.status = reason, facts or {}, STATUSES.get(reason, 422)

    def __str__(self) -> str:
        return str(SENTENCES[self.reason]) % self.facts


class ImageBusy(ImageRefused):
    """No decoder is free; the file itself may be fine."""

    def __init__(self) -> None:
        super().__init__(BUSY)


@dataclass(frozen=True)
class Cut:
    """A square part of a picture: its side is the shorter one of the picture, divided by the zoom.

    All in percent: `zoom` from 100, `across` and `down` from 0 (at the left, at the top) to 100.
    """

    zoom: int = 100
    across: int = 50
    down: int = 50

    def as_json(self) -> list[int]:
        return [self.zoom, self.across, self.down]


@dataclass(frozen=True)
class Shape:
    """A size to draw a picture in: within it, or cut to fill it. It is never drawn larger than it is.

    What moves goes on moving if it is to, and is written as it is best; of all else the first frame is kept.
    """

    width: int
    height: int
    is_filled: bool = False
    format: str = "PNG"
    may_move: bool = False
    cut: Cut | None = None  # of the picture only this part

    def as_json(self) -> dict[str, Any]:
        return {
            "size": [self.width, self.height],
            "is_filled": self.is_filled,
            "format": self.format,
            "may_move": self.may_move,
            "cut": self.cut and self.cut.as_json(),
        }


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int
    format: str

    @property
    def extension(self) -> str:
        return "jpg" if self.format == "JPEG" else self.format.lower()
