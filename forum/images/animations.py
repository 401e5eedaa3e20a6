"""Pictures that move, drawn anew frame by frame. Runs in the child alone."""

from io import BytesIO
from typing import Any

from PIL import Image

MOVING = ("GIF", "WEBP", "PNG")
MAX_FRAMES = 300
MAX_PIXELS = 30_000_000  # of all frames together; what has more stands still
OPTIONS: dict[str, Any] = {"quality": 75, "method": 2, "exif": b"", "icc_profile": b"", "xmp": b""}


def film(picture: Image.Image, size: list[int]) -> tuple[bytes, int, int, str] | None:
    """Return all frames as WebP; None if there is one alone, or too much of them, or one is broken."""
    if picture.format not in MOVING or not getattr(picture, "is_animated", False):
        return None
    frames = getattr(picture, "n_frames", 1)
    width, height = picture.size
    if frames > MAX_FRAMES or frames * width * height > MAX_PIXELS or width > size[0] or height > size[1]:
        return None
    output = BytesIO()
    try:
        picture.save(output, "WEBP", save_all=True, loop=picture.info.get("loop", 1), **OPTIONS)
    except Exception:
        # Its first frame may still be whole.
        return None
    finally:
        picture.seek(0)
    return output.getvalue(), width, height, "WEBP"
