"""Decodes one picture and draws it anew. Runs in the child alone: nothing else imports Pillow."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

from forum.images import animations
from forum.images.pictures import (
    BEST,
    MEGABYTE,
    MEGAPIXEL,
    NO_HEIC,
    TOO_LONG,
    TOO_MANY_PIXELS,
    TOO_SLOW,
    TOO_SMALL,
    UNREADABLE,
)

OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85, "method": 4},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
}
PHOTOS = ("JPEG", "MPO", "HEIF")
# A PNG larger than this is compared with the same as WebP: a photo that somebody has saved in the wrong format.
LARGE_PNG = 300_000
LONGEST_PROFILE = MEGABYTE
BAND = 64  # rows of the smaller picture

Drawn = tuple[bytes, int, int, str]


class Refused(Exception):
    def __init__(self, reason: str, **facts: int) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def draw(data: BytesIO, question: dict[str, Any]) -> list[Drawn]:
    """Return the picture in each shape. Raise Refused if it cannot be read, or its size is out of bounds."""
    # Our own limit is lower than Pillow's, and says the size.
    Image.MAX_IMAGE_PIXELS = None
    shapes: list[dict[str, Any]] = question["shapes"]
    try:
        opened = open_picture(data, question["bounds"]["formats"])
        check_size(*opened.size, bounds=question["bounds"], least=question["least"])
        kind = opened.format or ""
        moves = next((shape for shape in shapes if shape["may_move"]), None)
        film = animations.film(opened, moves["size"]) if moves else None
        picture = read(opened, max(max(shape["size"]) for shape in shapes))
        return [film if shape is moves and film else in_shape(picture, shape, kind) for shape in shapes]
    except Refused:
        raise
    except MemoryError as error:
        raise Refused(TOO_SLOW) from error
    except Exception as error:
        # A decoder may raise anything for a broken file: EOFError, SyntaxError, struct.error, KeyError.
        raise Refused(UNREADABLE) from error


def open_picture(data: BytesIO, formats: list[str]) -> Image.Image:
    if "HEIF" in formats and is_heif(data.getbuffer()[:32].tobytes()):
        read_heif_too()
        return Image.open(data, formats=["HEIF"])
    # Without `formats` a file named .jpg may be a PostScript program, which Pillow gives to another one.
    return Image.open(data, formats=[kind for kind in formats if kind != "HEIF"])


def is_heif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in (
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
    )  # fmt: skip


def read_heif_too() -> None:
    try:
        import pillow_heif  # noqa: PLC0415 - a large library, for what few people send
    except ImportError as error:
        raise Refused(NO_HEIC) from error
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1, save_to_12bit=False)


def check_size(width: int, height: int, *, bounds: dict[str, Any], least: int) -> None:
    """Before anything is decoded: the head of a file of some bytes may promise gigabytes."""
    if max(width, height) > bounds["side"]:
        raise Refused(TOO_LONG, width=width, height=height, most=bounds["side"])
    if width * height > bounds["pixels"]:
        most = bounds["pixels"] // MEGAPIXEL
        raise Refused(TOO_MANY_PIXELS, width=width, height=height, most=most)
    if min(width, height) < max(least, 1):
        raise Refused(TOO_SMALL, width=width, height=height, least=least)


def read(picture: Image.Image, largest: int) -> Image.Image:
    """Decode it upright and in plain colours, not much larger than is needed for sides of so many pixels."""
    # JPEG decodes a picture at half its size in a fourth of the time.
    picture.draft("RGB" if picture.mode in ("RGB", "YCbCr") else None, (largest, largest))
    picture.load()
    profile = picture.info.get("icc_profile", b"")
    picture = upright(reduced(picture, min(picture.size) // largest))
    return plain(in_usual_colours(picture, profile))


def reduced(picture: Image.Image, factor: int) -> Image.Image:
    """The picture at so many times less. Band by band, for a copy in full size may take a quarter of a gigabyte."""
    if factor < 2:
        return picture
    if picture.mode in ("RGB", "L", "CMYK"):
        return picture.reduce(factor)
    width, height = picture.size
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    small = Image.new(mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, factor * BAND):
        band = picture.crop((0, top, width, min(top + factor * BAND, height)))
        small.paste(plain(band).convert(mode).reduce(factor), (0, top // factor))
    if "exif" in picture.info:
        small.info["exif"] = picture.info["exif"]
    return small


def upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        # Its EXIF is broken. The picture is not, and none of that is kept.
        return picture


def in_usual_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """Phones have colours of their own, which look pale without the profile that is not kept."""
    if not profile or len(profile) > LONGEST_PROFILE or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        own, usual = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, own, usual, outputMode="RGB")
    except Exception:
        return picture
    return changed or picture


def plain(picture: Image.Image) -> Image.Image:
    """Pixels alone, in colours that every browser shows alike."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits of grey; converting cuts off what is brighter than eight bits can say.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    pixels = Image.new(mode, picture.size)
    pixels.paste(picture.convert(mode))
    return pixels


def in_shape(picture: Image.Image, shape: dict[str, Any], kind: str) -> Drawn:
    width, height = shape["size"]
    if shape["cut"]:
        picture = part(picture, *shape["cut"])
    if shape["is_filled"]:
        scale = min(1.0, picture.width / width, picture.height / height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        drawn = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    else:
        drawn = picture.copy()
        drawn.thumbnail((width, height), Image.Resampling.LANCZOS)
    content, written_as = written(drawn, shape["format"], kind)
    return content, drawn.width, drawn.height, written_as


def part(picture: Image.Image, zoom: int, across: int, down: int) -> Image.Image:
    side = max(1, min(picture.size) * 100 // max(zoom, 100))
    left, top = (picture.width - side) * across // 100, (picture.height - side) * down // 100
    return picture.crop((left, top, left + side, top + side))


def written(picture: Image.Image, wanted: str, kind: str) -> tuple[bytes, str]:
    if wanted != BEST:
        return encoded(picture, wanted), wanted
    if kind in PHOTOS and picture.mode == "RGB":
        return encoded(picture, "JPEG"), "JPEG"
    if kind == "WEBP":
        return encoded(picture, "WEBP"), "WEBP"
    png = encoded(picture, "PNG", optimize=False)
    if len(png) > LARGE_PNG and len(webp := encoded(picture, "WEBP", quality=90)) < len(png) / 2:
        return webp, "WEBP"
    return png, "PNG"


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    output = BytesIO()
    picture.save(output, kind, **OPTIONS[kind] | options)
    return output.getvalue()
