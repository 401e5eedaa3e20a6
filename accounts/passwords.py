"""One form for every password, whatever keyboard it was typed on."""

import unicodedata


def one_form(password: str) -> str:
    """The password as RFC 8265 (OpaqueString) has it: composed letters, and one space for all kinds of spaces."""
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in password)
    return unicodedata.normalize("NFC", spaced)


def forms_of(password: str) -> list[str]:
    """The one form first, then those that a hash from before may have been made from. One for most passwords."""
    return list(dict.fromkeys([one_form(password), password, unicodedata.normalize("NFD", password)]))
