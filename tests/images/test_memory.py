"""A photo is read by the child that draws it, and by no process that answers pages."""

import tempfile
import tracemalloc
from io import BytesIO

from PIL import Image

from forum import images
from forum.images import PHOTO, Shape

MEGABYTE = 1024 * 1024


def test_a_photo_of_25_megabytes_is_drawn_without_coming_into_memory():
    small = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(small, "JPEG")
    with tempfile.TemporaryFile() as photo:
        photo.write(small.getvalue())
        photo.truncate(25 * MEGABYTE)  # decoders stop at the end of the picture
        tracemalloc.start()
        try:
            [drawn] = images.redraw(photo, [Shape(32, 32, format="WEBP")], bounds=PHOTO)
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (drawn.width, drawn.height) == (32, 24)
    assert most < 2 * MEGABYTE
