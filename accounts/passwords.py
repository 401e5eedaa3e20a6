"""One form for every password, whatever keyboard it was typed on."""

import unicodedata


def normalized_password(password: str) -> str:
    """Return the password by RFC 8265 (OpaqueString): letters composed, and one kind of space."""
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in password)
    return unicodedata.normalize("NFC", spaced)
