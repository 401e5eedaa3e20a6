"""One form for every password, whatever keyboard it was typed on."""

import unicodedata


def normalized_password(password: str) -> str:
    """The password as RFC 8265 (OpaqueString) has it: composed letters, and one space for all kinds of spaces."""
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in password)
    return unicodedata.normalize("NFC", spaced)
