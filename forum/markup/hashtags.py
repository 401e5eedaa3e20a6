"""Finding `#word` in text."""

import re
from html import escape

from forum.markup.unicode_text import SPACELESS, WORD

PART = rf"[{WORD}]+(?:-+[{WORD}]+)*"
# Not `C#x`, `/a#b` or `&#x`; scripts without spaces put a word right behind a letter.
HASHTAG = re.compile(rf"(?:(?<![{WORD}/&#@=\\.])|(?<=[{SPACELESS}]))#(?=[^\W\d_])({PART}(?:::?{PART})*)")
COLOUR = re.compile(r"[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}")


def with_hashtags(text: str) -> str:
    """Return the text as HTML, in which each hashtag is an element of its own."""
    if "#" not in text:
        return escape(text, quote=False)
    pieces: list[str] = []
    position = 0
    for match in HASHTAG.finditer(text):
        if COLOUR.fullmatch(match[1]):
            continue
        pieces.append(escape(text[position : match.start()], quote=False))
        pieces.append(f'<span class="hashtag">{escape(match[0], quote=False)}</span>')
        position = match.end()
    pieces.append(escape(text[position:], quote=False))
    return "".join(pieces)
