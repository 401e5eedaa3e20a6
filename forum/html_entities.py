"""The signs that HTML writes by name or number: `&amp;`, `&#65;`."""

import html
import re

# Python refuses to read a number of more than 4300 digits, and `html.unescape` lets its error through.
LONG_NUMBER = re.compile(r"&#(?=[0-9]{8})0*([0-9]+)")
LONGEST = 7  # digits; no sign has a larger number
BEYOND_UNICODE = "&#1114112"


def unescape(text: str) -> str:
    """The text with the signs themselves. As browsers do: what is no sign's number is U+FFFD, however long it is."""
    return html.unescape(LONG_NUMBER.sub(_short, text) if "&#" in text else text)


def _short(number: re.Match[str]) -> str:
    digits = number[1]
    return f"&#{digits}" if len(digits) <= LONGEST else BEYOND_UNICODE
