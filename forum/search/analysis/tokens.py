"""The words of a text in reading order, as they are indexed and searched for."""

import re
import threading
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import NamedTuple

from forum.search.analysis.folding import fold, folded
from forum.search.analysis.scripts import MARKS, UNSPACED
from forum.search.analysis.stemming import LONGEST_STEMMED, stemmer

LONGEST = 64  # signs of a token
APOSTROPHES = "'’ʼ＇"

LETTER = rf"(?:[^\W_{UNSPACED}]|[{MARKS}])"
WORD = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|{LETTER}+(?:[{APOSTROPHES}](?=[^\W_]){LETTER}+)*")
ASCII_WORDS = re.compile(r"[a-zA-Z0-9]+(?:'[a-zA-Z0-9]+)*")
ASCII_WORD = re.compile(rf"(?P<unspaced>(?!))|{ASCII_WORDS.pattern}")
APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
PIECE = re.compile(rf"{LETTER}+")

# Snowball's stemmers keep the word they are at in themselves.
_stemming = threading.Lock()


class Token(NamedTuple):
    """A word as it is indexed, and from where to where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str, language: str) -> Iterator[Token]:
    """Each word folded and cut to its stem; of scripts without spaces each two neighbouring signs, then the last alone.

    That last sign lets a search for one sign ask for whatever begins with it.
    """
    for match in pattern(text).finditer(text):
        if match["unspaced"]:
            yield from pairs(match[0], match.start())
        else:
            for stem in stems(match[0][:LONGEST], language):
                yield Token(stem, match.start(), match.end())


def token_texts(text: str, language: str) -> list[str]:
    """The same without their places, in a third of the time where all letters are those of ASCII."""
    if not text.isascii():
        return [token.text for token in tokens(text, language)]
    found: list[str] = []
    for word in ASCII_WORDS.findall(text):
        found += stems(word[:LONGEST], language)
    return found


def words(text: str, language: str) -> Iterator[str]:
    """The words folded but with their endings; nothing of scripts without spaces."""
    for match in pattern(text).finditer(text):
        if not match["unspaced"]:
            yield from forms(match[0][:LONGEST], language)


def pattern(text: str) -> re.Pattern[str]:
    return ASCII_WORD if text.isascii() else WORD


def pairs(run: str, start: int, beginnings: Container[str] | None = None) -> Iterator[Token]:
    """Each two neighbouring signs of a run, then the last alone; of these only what begins with certain signs."""
    signs = fold(run)
    is_same_length = len(signs) == len(run)
    for at, sign in enumerate(signs):
        if beginnings is not None and sign not in beginnings:
            continue
        # Where two signs have become one nobody knows any more where each stood, so that all of them are marked.
        place = (start + at, start + min(at + 2, len(run))) if is_same_length else (start, start + len(run))
        yield Token(signs[at : at + 2], *place)


@lru_cache(maxsize=50_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """What is indexed for a word: mostly one stem, two for l’avion, none if nothing of it is a letter."""
    stem = stemmer(language)
    with _stemming:
        return tuple(
            stem(form)[:LONGEST] if len(form) <= LONGEST_STEMMED else form for form in forms(word, language)
        )


def forms(word: str, language: str) -> list[str]:
    """The word folded, in its parts: only English joins what an apostrophe parts, and drops its ’s."""
    pieces = APOSTROPHE.split(word)
    if len(pieces) > 1 and language == "english":
        pieces = ["".join(pieces[:-1] if pieces[-1] in {"s", "S"} else pieces)]
    # Some signs become several, with what is no letter between them.
    return [form[:LONGEST] for piece in pieces for form in PIECE.findall(folded(piece))]
