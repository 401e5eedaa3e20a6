"""What an import tells its owner at the end: how much came in, and what was out of the ordinary."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

EXAMPLES = 3


class Report:
    """Counts by name, and warnings by kind with a few examples of each."""

    def __init__(self):
        self.counts: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)

    def count(self, name: str, by: int = 1) -> None:
        self.counts[name] += by

    def warn(self, kind: str, example: str = "") -> None:
        self.warnings[kind] += 1
        if example and len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(example[:120])

    def lines(self, sentences: Mapping[str, object]) -> Iterator[str]:
        """One line for each kind of warning, the most frequent first; `sentences` says what the kinds mean."""
        for kind, times in self.warnings.most_common():
            examples = self.examples[kind]
            shown = f" ({', '.join(examples)}{', …' if times > len(examples) else ''})" if examples else ""
            yield f"{times:>7} × {sentences.get(kind, kind)}{shown}"
