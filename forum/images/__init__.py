"""An uploaded file in; pictures drawn anew out, with nothing else that it held. Knows no models and no database.

[picture] = images.redraw(data, [images.Shape(800, 160)])    # raises images.ImageRefused
"""

from forum.images.pictures import BEST, MAX_BYTES, PHOTO, Bounds, Cut, ImageBusy, ImageRefused, Picture, Shape
from forum.images.redrawing import redraw

__all__ = [
    "BEST",
    "MAX_BYTES",
    "PHOTO",
    "Bounds",
    "Cut",
    "ImageBusy",
    "ImageRefused",
    "Picture",
    "Shape",
    "redraw",
]
