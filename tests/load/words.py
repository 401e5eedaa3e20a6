"""Texts in an invented language: words as often as in any, a few most of the time and most of them seldom."""

import random
from collections import Counter
from functools import cache
from itertools import accumulate

COMMON = "gear"  # stands in about a tenth of all texts
FRAGMENTS, WORDS, VOCABULARY = 2_000, 45, 20_000
SYLLABLES = [
    first + vowel + last
    for first in "bdfgklmnprstvz"
    for vowel in "aeiou"
    for last in ("", "n", "r", "s", "l")
]


def vocabulary(draw: random.Random) -> list[str]:
    words = {"".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _word in range(VOCABULARY)}
    return sorted(words - {COMMON}, key=lambda word: (len(word), word))


def fragments(seed: int, size: int = FRAGMENTS, length: int = WORDS) -> list[str]:
    """Halves of texts: any two of them, one after the other, are one."""
    draw = random.Random(seed)
    words = vocabulary(draw)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    made = []
    for _number in range(size):
        said = draw.choices(words, cum_weights=weights, k=length)
        if draw.random() < 0.05:
            said[length // 2] = COMMON
        made.append(f"{' '.join(said).capitalize()}.")
    return made


@cache
def most_common(size: int) -> list[str]:
    texts = (text.lower().strip(".").split() for text in fragments(1))
    counts = Counter(word for words in texts for word in set(words))
    return [word for word, _count in counts.most_common(size)]
