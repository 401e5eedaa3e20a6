"""Words cut to what their forms have in common, by the stemmers of Snowball."""

from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

# Two more that Snowball has, `porter` and `dutch_porter`, are older versions of others.
LANGUAGES = tuple(name for name in snowballstemmer.algorithms() if not name.endswith("porter"))
NO_STEMMING = "simple"
LONGEST_STEMMED = 40  # signs; nothing that long is a word with an ending


@lru_cache(maxsize=8)
def stemmer(language: str) -> Callable[[str], str]:
    """The stemmer of this language; one that changes nothing where there is none."""
    if language not in LANGUAGES:
        return str
    stem: Callable[[str], str] = snowballstemmer.stemmer(language).stemWord
    return stem
