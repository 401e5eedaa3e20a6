"""Words of a large forum's texts, by how many of them have each."""

from collections import Counter
from collections.abc import Sequence

from forum.demo.large.texts import PoolText
from forum.search.query.terms import COMMON as NO_NEWS
from forum.search.vocabulary import is_worth_knowing

SHARE = 0.1


def most_common(pool: Sequence[PoolText], size: int) -> list[str]:
    return [word for word, _count in _counted(pool).most_common(size)]


def common_word(pool: Sequence[PoolText]) -> str:
    """One in about a tenth of all texts."""
    counts = _counted(pool)
    return min(sorted(counts), key=lambda word: abs(counts[word] / len(pool) - SHARE))


def _counted(pool: Sequence[PoolText]) -> Counter[str]:
    counts = Counter(word for text in pool for word in sorted(text.words) if is_worth_knowing(word))
    for word in NO_NEWS:
        counts.pop(word, None)
    return counts
