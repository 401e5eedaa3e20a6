"""Emoji codes that only the old forum knows: it goes by newer names than the renderer does."""

import re
from functools import cache

from pymdownx import emoji1_db, gemoji_db, twemoji_db

from forum.markup.emoji import EMOJI, characters, with_emoji

CODE = re.compile(r"(?<![\w:]):([a-z0-9_+\-]+):(t[1-6]:)?(?P<word>(?=\w))?")
OTHERS = {"crazy_face": "zany_face", "shrugs": "shrug"}


def with_known_codes(text: str, cooked: str) -> str:
    """Codes of the old forum as codes known here or else as characters; skin tones are left out.

    Right before a word, where none is a code here, it is a character if the old forum showed one.
    """
    return CODE.sub(lambda code: converted(code, cooked), text)


def converted(code: re.Match[str], cooked: str) -> str:
    name = OTHERS.get(code[1], code[1])
    if code["word"] is None:
        return known(name)
    return with_emoji(known(name)) if f'title=":{code[1]}:' in cooked else code[0]


def known(name: str) -> str:
    return f":{name}:" if name in EMOJI else by_full_name().get(name, f":{name}:")


@cache
def by_full_name() -> dict[str, str]:
    """Characters by the names that Unicode has for them, written as codes."""
    by_name: dict[str, str] = {}
    for database in (twemoji_db, emoji1_db, gemoji_db):
        for code, entry in database.emoji.items():
            if "unicode" in entry:
                character = characters(entry.get("unicode_alt") or entry["unicode"])
                by_name.setdefault(re.sub(r"[\W_]+", "_", entry["name"].lower()), character)
                by_name.setdefault(code.strip(":"), character)
    return by_name
