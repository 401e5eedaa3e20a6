"""What is searched for as it is typed: C++, .NET, snake_case, file.ext, 1.2.3, E_FAIL. Any engine takes it for a word.

`foo-bar`, `and/or` and `std::vector` are not among them: they are found as words that follow each other.
"""

import re
from collections.abc import Iterator

from forum.search.analysis.folding import folded

LONGEST = 64  # signs of a token
# Beginning with a point: .NET, .htaccess. Ending with signs: C++, F#.
TYPED = re.compile(r"(?:(?<![\w.])\.)?\w+(?:(?:[.\-:/\\@+]|::|->)\w+)*(?:\+\+\w*|#(?!\w))?")
MEANS_ITSELF = re.compile(r"[.\\@#]|\+\+|[^\W_]_|_[^\W_]")
SLASH = re.compile(r"[/\\]")
VERSION = re.compile(r"v?(\d+(?:\.\d+)+)", re.IGNORECASE)
LANGUAGE = re.compile(r"\w+(?:\+\+|#)")
LAST_PARTS = 4  # of a path, from which it can be found


def exact_tokens(text: str) -> list[str]:
    """Each once, in the order in which they first stand there; letters a-z and digits only."""
    found: dict[str, None] = {}
    for match in TYPED.finditer(text):
        if MEANS_ITSELF.search(match[0]):
            found.update(dict.fromkeys(map(encoded, names_of(match[0]))))
    found.pop("", None)
    return list(found)


def exact_form(word: str) -> str:
    """The token for a word somebody searches for, or an empty text if it is found by its stems."""
    typed = [match[0] for match in TYPED.finditer(word) if MEANS_ITSELF.search(match[0])]
    return encoded(max(typed, key=len, default=""))


def names_of(typed: str) -> Iterator[str]:
    """What it can be searched for: itself, the last parts of a path, each part, a version without what is around it."""
    yield typed
    parts = SLASH.split(typed, maxsplit=32)[:32]
    for at in range(max(len(parts) - LAST_PARTS, 1), len(parts)):
        yield "/".join(parts[at:])
    for part in parts:
        if MEANS_ITSELF.search(part):
            yield part
        if inner := VERSION.match(part) or LANGUAGE.match(part):
            yield inner[inner.lastindex or 0]


def encoded(name: str) -> str:
    name = folded(name[:LONGEST]).replace("\\", "/")
    if not name or (name.isascii() and name.isalnum()):
        return ""
    signs = (sign if sign.isascii() and sign.isalnum() else f"{ord(sign):x}" for sign in name)
    return "x" + "".join(signs)[: LONGEST - 1]
