"""Finding `@name` in text."""

import re
from collections.abc import Mapping
from html import escape
from itertools import islice
from urllib.parse import quote

from forum.markup.blocks.tag_values import quoted_name
from forum.markup.hashtags import with_hashtags
from forum.markup.unicode_text import JOINERS, WORD

LONGEST_NAME = 30
MOST_CANDIDATES = 50

# Only ASCII before the @ speaks for a mail address: scripts without spaces put a name right behind a letter.
# `@ada@social.example` names somebody elsewhere.
MENTION = re.compile(rf"(?<![A-Za-z0-9.@/\\+\-])@([{WORD}.\-]+)(?!@[{WORD}\-]|[{WORD}.\-])")

NAME = re.compile(rf"[{WORD}.\-]+")
QUOTE = re.compile(r"\[quote[= ]([^\[\]\n]{1,200})\]", re.IGNORECASE)


def mentioned(source: str) -> set[str]:
    """Return at most 50 casefolded names that the source may mention, whether or not they exist."""
    names: set[str] = set()
    for tag in islice(QUOTE.finditer(source), MOST_CANDIDATES // 2):
        name = name_in(quoted_name(tag[1]))
        if NAME.fullmatch(name):
            names.add(name.casefold())
    for match in MENTION.finditer(source):
        for name in {name_in(match[1]), name_in(match[1].rstrip(f"_.-{JOINERS}"))}:
            if name and len(names) < MOST_CANDIDATES:
                names.add(name.casefold())
    return names


def name_in(word: str) -> str:
    """Return the username in the word after an @, or "" if there is none."""
    name = word.rstrip(f".-{JOINERS}")
    return name if len(name) <= LONGEST_NAME else ""


def mention(canonical: str, name: str) -> str:
    if canonical.startswith("@"):
        return f'<span class="mention">{escape(canonical)}</span>'
    return f'<a class="mention" href="/u/{quote(canonical, safe="")}/">@{escape(name)}</a>'


def linked(text: str, members: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the text as HTML with its hashtags, the members it names linked, and their names.

    A name of `members` that leads to one with an @ is that of a group, which has no page.
    """
    pieces: list[str] = []
    names: list[str] = []
    position = 0
    for match in MENTION.finditer(text):
        name = name_in(match[1])
        canonical = members.get(name.casefold())
        if canonical is None:
            continue
        end = match.start() + 1 + len(name)
        pieces.append(with_hashtags(text[position : match.start()]))
        pieces.append(mention(canonical, name))
        names.append(canonical)
        position = end
    pieces.append(with_hashtags(text[position:]))
    return "".join(pieces), names
