"""Addresses as they stand in running text."""

import re

BARE = re.compile(r"\bhttps?://[^\s<>`\]]+[^\s<>`.,;:!?\"')\]*_~]")


def bare_addresses(text: str) -> list[tuple[int, int, str]]:
    """Start, end and link of each address, from left to right."""
    return [(found.start(), found.end(), found[0]) for found in BARE.finditer(text)]
