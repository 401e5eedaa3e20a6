"""Names of things and of people that nobody has: of many words a few are everywhere, and most are seldom."""

from collections.abc import Iterator
from itertools import accumulate, count
from random import Random

from accounts.names import name_key

VOCABULARY = 20_000
SYLLABLES = [
    first + vowel + last
    for first in "bdfgklmnprstvz"
    for vowel in "aeiou"
    for last in ("", "n", "r", "s", "l")
]
FIRST_NAMES = (
    "ada", "amir", "anna", "bela", "carla", "chen", "dana", "emil", "eva", "farid", "greta", "hugo", "ines", "ivan",
    "jana", "jonas", "kaya", "lars", "lena", "maya", "milo", "nora", "olga", "omar", "paul", "pia", "rosa", "sami",
    "tara", "theo", "uma", "vera", "wim", "yara", "zoe",
)  # fmt: skip
LAST_NAMES = (
    "abbas", "adler", "bach", "berg", "costa", "dahl", "diaz", "engel", "falk", "frost", "garcia", "haas", "holm",
    "ito", "jansen", "keller", "kim", "lang", "lind", "marin", "moreau", "nagy", "novak", "okafor", "park", "petrov",
    "quinn", "rossi", "sato", "silva", "stern", "tanaka", "ueda", "vogel", "weber", "winter", "yilmaz", "zeman",
)  # fmt: skip


class ThingNames:
    """Draws names of things, the first of its words far more often than the last."""

    def __init__(self, chance: Random) -> None:
        words = {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _word in range(VOCABULARY)}
        self.words = sorted(words, key=lambda word: (len(word), word))
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def draw(self, chance: Random) -> str:
        [word] = chance.choices(self.words, cum_weights=self.weights)
        return word.capitalize()


def people(chance: Random, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Usernames, no two alike and none with a key that is taken, with the names to be shown."""
    names = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    chance.shuffle(names)
    known = set(taken)
    for number in count(1):
        for first, last in names:
            username = f"{first}.{last}{number if number > 1 else ''}"
            if (key := name_key(username)) not in known:
                known.add(key)
                yield username, f"{first.capitalize()} {last.capitalize()}"
