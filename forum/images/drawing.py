"""Decodes one picture and draws it anew. Runs in the child alone: nothing else imports Pillow."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from forum.images.pictures import FORMATS, MAX_SIDE, TOO_MANY_PIXELS, TOO_SLOW, TOO_SMALL, UNREADABLE

OPTIONS: dict[str, dict[str, Any]] = {"PNG": {"optimize": True}, "WEBP": {"quality": 85, "method": 4}}

Drawn = tuple[bytes, int, int, str]


class Refused(Exception):
    def __init__(self, reason: str, **facts: int) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def draw(data: BytesIO, question: dict[str, Any]) -> list[Drawn]:
    """Return the picture in each shape. Raise Refused if it cannot be read, or its size is out of bounds."""
    # Our own limit is lower than Pillow's, and says the size.
    Image.MAX_IMAGE_PIXELS = None
    try:
        # Without `formats` a file named .jpg may be a PostScript program, which Pillow gives to another one.
        picture: Image.Image = Image.open(data, formats=FORMATS)
        check_size(*picture.size, least=question["least"])
        picture.load()
        picture = plain(upright(picture))
        return [in_shape(picture, shape) for shape in question["shapes"]]
    except Refused:
        raise
    except MemoryError as error:
        raise Refused(TOO_SLOW) from error
    except Exception as error:
        # A decoder may raise anything for a broken file: EOFError, SyntaxError, struct.error, KeyError.
        raise Refused(UNREADABLE) from error


def check_size(width: int, height: int, *, least: int) -> None:
    """Before anything is decoded: the head of a file of some bytes may promise gigabytes."""
    if max(width, height) > MAX_SIDE:
        raise Refused(TOO_MANY_PIXELS, width=width, height=height, most=MAX_SIDE)
    if min(width, height) < max(least, 1):
        raise Refused(TOO_SMALL, width=width, height=height, least=least)


def upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        # Its EXIF is broken. The picture is not, and none of that is kept.
        return picture


def plain(picture: Image.Image) -> Image.Image:
    """Pixels alone, in colours that every browser shows alike."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits of grey; converting cuts off what is brighter than eight bits can say.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    pixels = Image.new(mode, picture.size)
    pixels.paste(picture.convert(mode))
    return pixels


def in_shape(picture: Image.Image, shape: dict[str, Any]) -> Drawn:
    width, height = shape["size"]
    if shape["is_filled"]:
        scale = min(1.0, picture.width / width, picture.height / height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        drawn = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    else:
        drawn = picture.copy()
        drawn.thumbnail((width, height), Image.Resampling.LANCZOS)
    output = BytesIO()
    drawn.save(output, shape["format"], **OPTIONS[shape["format"]])
    return output.getvalue(), drawn.width, drawn.height, shape["format"]
