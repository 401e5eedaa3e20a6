"""What a file is called: what people sent it as, without anything that could mislead a reader or a program."""

import re
import unicodedata

LONGEST_STEM = 60  # characters
BETWEEN = re.compile(r"[-_]*-[-_]*")


def clean_name(sent: str, extension: str) -> str:
    """Return letters, digits and dashes of the name that was sent, with this ending and no other."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    stem, dot, ending = last.rpartition(".")
    if not dot or ending.lower() != extension:
        stem = last if not dot or not stem else stem
    signs = (sign if is_plain(sign) else "" if is_unseen(sign) else "-" for sign in stem)
    name = BETWEEN.sub("-", "".join(signs)).strip("-_")[:LONGEST_STEM].rstrip("-_")
    return f"{name or 'file'}.{extension}"


def is_plain(sign: str) -> bool:
    return sign == "_" or unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "Mn"


def is_unseen(sign: str) -> bool:
    """Controls, signs that turn the direction of what follows, halves of signs, and those of no meaning."""
    return unicodedata.category(sign)[0] == "C"


def ending_of(sent: str) -> str:
    """Return what stands behind the last full stop, in small letters, or "" """
    last = re.split(r"[/\\]", sent)[-1]
    ending = last.rpartition(".")[2] if "." in last else ""
    return ending.lower() if ending.isascii() and ending.isalnum() and len(ending) <= 10 else ""
