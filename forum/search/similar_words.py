"""Known words that a slip or two away are what somebody typed."""

from collections.abc import Iterator

from forum.search.models import KnownWord
from forum.search.word_parts import words_sharing_parts

FAR = 7  # signs of a word from which on two slips are forgiven
MOST_COMPARED = 2_000  # words
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words_like(typed: str) -> Iterator[list[str]]:
    """The known words that are a slip away, then those two away; of each, those of many posts before those of few.

    It is not among them itself.
    """
    yield words_a_slip_away(typed)
    yield words_two_slips_away(typed)


def words_a_slip_away(typed: str) -> list[str]:
    near = KnownWord.objects.filter(word__in=one_slip_away(typed)).order_by("-post_count", "word")
    return list(near.values_list("word", flat=True))


def words_two_slips_away(typed: str) -> list[str]:
    if len(typed) < FAR:
        return []
    shared = words_sharing_parts(typed, MOST_COMPARED)
    counted = [(-count, word) for word, count in shared.items() if abs(len(word) - len(typed)) <= 2]
    return [word for _count, word in sorted(counted) if distance(typed, word) == 2]


def one_slip_away(word: str) -> set[str]:
    """What it is with a letter too many, too few, another, or two of them swapped."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {before + after[1:] for before, after in halves if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1}
    # Of another script, the letters that it has itself.
    letters = LETTERS if word.isascii() else sorted(set(word))
    other = {before + letter + after[1:] for before, after in halves if after for letter in letters}
    more = {before + letter + after for before, after in halves for letter in letters}
    return (fewer | swapped | other | more) - {word}


def distance(one: str, other: str) -> int:
    """How many letters are too many, too few, others, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            least = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                least = min(least, earlier[to - 2] + 1)
            row.append(least)
    return row[-1]
