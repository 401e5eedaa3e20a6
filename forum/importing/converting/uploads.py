"""Uploads are named by the hash of their content; only the HTML says where they were kept."""

import re

from forum.importing.converting.context import Context

UPLOAD = re.compile(r"upload://([0-9A-Za-z]{1,30})(\.[0-9A-Za-z]{1,10})?")
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]+")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def upload_address(place: str, context: Context) -> str | None:
    """The full address of `upload://…`, from the post's HTML or else as the old forum would resolve it."""
    upload = UPLOAD.match(place)
    if not upload:
        return None
    name, extension = upload[1], upload[2] or ""
    ending = f"/{digest(name)}."
    addresses = [address for address in ADDRESS.findall(context.cooked) if ending in address]
    if addresses:
        best = next((address for address in addresses if "/original/" in address), addresses[0])
        return f"https:{best}" if best.startswith("//") else best
    if context.references.host:
        return context.references.absolute(f"/uploads/short-url/{name}{extension}")
    return None


def digest(name: str) -> str:
    """The hash in hexadecimal digits, as it stands in file names."""
    number = 0
    for digit in name:
        number = number * 62 + DIGITS.index(digit)
    return f"{number:040x}"
