"""Those tokens of a text that a search asks for, without the work of stemming all of its words.

A stemmer takes a tenth of a millisecond for a word it has not met. Thirty posts on a page, with thousands of rare words
each, would take seconds. So of each text only the words are stemmed that begin most like what is sought.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from forum.search.analysis.tokens import LONGEST, Token, forms, pairs, pattern, stems

MOST_STEMMED = 60  # different words of a text
MOST_ALIKE = 8  # signs: words that share these with what is sought are stemmed in any order


@dataclass(frozen=True)
class Sought:
    stems: frozenset[str]
    prefixes: tuple[str, ...]  # of tokens

    def includes(self, token: str) -> bool:
        return token in self.stems or (bool(self.prefixes) and token.startswith(self.prefixes))

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first signs of all of them, so many and fewer."""
        sought = (*self.stems, *self.prefixes)
        return frozenset(stem[:length] for stem in sought for length in range(1, MOST_ALIKE + 1))

    def likeness(self, form: str) -> int:
        """How many of its first signs a word shares with something sought; 0 to MOST_ALIKE."""
        lengths = range(MOST_ALIKE, 0, -1)
        return next((length for length in lengths if form[:length] in self.beginnings), 0)


def tokens_among(text: str, language: str, sought: Sought) -> Iterator[Token]:
    """The tokens of the text that are sought, in reading order; see `tokens`."""
    if not sought.beginnings:
        return
    found = words_found(text, language, sought)
    for match in pattern(text).finditer(text):
        if match["unspaced"]:
            near = pairs(match[0], match.start(), sought.beginnings)
            yield from (token for token in near if sought.includes(token.text))
        elif token := found.get(match[0]):
            yield Token(token, match.start(), match.end())


def words_found(text: str, language: str, sought: Sought) -> dict[str, str]:
    """The words of the text, as they are written, of which a token is sought, and that token."""
    written = {match[0] for match in pattern(text).finditer(text) if not match["unspaced"]}
    likeness = {
        word: max((sought.likeness(form) for form in forms(word[:LONGEST], language)), default=0)
        for word in written
    }
    likely = sorted(written, key=lambda word: (-likeness[word], word))[:MOST_STEMMED]
    tokens = ((word, token) for word in likely for token in stems(word[:LONGEST], language))
    return {word: token for word, token in tokens if sought.includes(token)}
