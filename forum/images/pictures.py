"""What is drawn of an uploaded picture, and why one is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 2 * 1024 * 1024
MAX_SIDE = 4096  # pixels
FORMATS = ("PNG", "JPEG", "WEBP")

TOO_BIG = "too_big"
TOO_MANY_PIXELS = "too_many_pixels"
TOO_SMALL = "too_small"
UNREADABLE = "unreadable"
TOO_SLOW = "too_slow"
BUSY = "busy"

SENTENCES: dict[str, Promise] = {
    TOO_BIG: _("This file is too big. The most is 2 MB."),
    TOO_MANY_PIXELS: _(
        "This picture is too large: %(width)d × %(height)d pixels. The most is %(most)d × %(most)d."
    ),
    TOO_SMALL: _(
        "This picture is too small: %(width)d × %(height)d pixels. It needs at least %(least)d × %(least)d."
    ),
    UNREADABLE: _("This file can’t be read as a picture. Use a PNG, JPEG or WebP file."),
    TOO_SLOW: _("Reading this picture takes too long. Save it again in another program, or smaller."),
    BUSY: _("Too many pictures are being read at the moment. Try again in a few seconds."),
}
STATUSES = {TOO_BIG: 413, BUSY: 503}


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
class Shape:
    """A size to draw a picture in: within it, or cut to fill it. It is never drawn larger than it is."""

    width: int
    height: int
    is_filled: bool = False
    format: str = "PNG"

    def as_json(self) -> dict[str, Any]:
        return {"size": [self.width, self.height], "is_filled": self.is_filled, "format": self.format}


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int
    format: str

    @property
    def extension(self) -> str:
        return self.format.lower()
