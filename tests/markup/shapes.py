"""Stored HTML as most tests look at it."""

import re

DIRECTION = re.compile(r' dir="(?:auto|ltr|rtl)"')


def shape(html):
    """The HTML without the directions of its blocks; `test_directions` is about those."""
    return DIRECTION.sub("", html)
