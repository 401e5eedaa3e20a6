"""Where the words of a phrase follow each other in a text."""

from collections.abc import Sequence
from itertools import pairwise

from forum.search.analysis.tokens import Token, pattern


def phrase_places(text: str, tokens: Sequence[Token], stems: tuple[str, ...]) -> list[tuple[int, int]]:
    """From where to where each stands. Of the text's tokens all that are among the stems are needed."""
    size = len(stems)
    return [
        (token.start, tokens[at + size - 1].end)
        for at, token in enumerate(tokens)
        if token.text == stems[0] and is_phrase(text, tokens[at : at + size], stems)
    ]


def is_phrase(text: str, tokens: Sequence[Token], stems: tuple[str, ...]) -> bool:
    if tuple(token.text for token in tokens) != stems:
        return False
    return all(follows(text, token, later) for token, later in pairwise(tokens))


def follows(text: str, token: Token, later: Token) -> bool:
    if later.start < token.end:  # pairs of signs, which overlap
        return later.start == token.start + 1
    return not pattern(text).search(text, token.end, later.start)
