"""What an import counts and what it warns of; `report_lines.py` puts it into words."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import Protocol

EXAMPLES = 3


class Warnings(Protocol):
    def warn(self, kind: str, example: str = "", topic: int | None = None) -> None: ...


class Report:
    """Counts by name, and warnings by kind with a few examples of each."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)
        self.missing: dict[int, int] = {}  # how many posts of a topic are not in the archive

    def count(self, name: str, by: int = 1) -> None:
        self.counts[name] += by

    def warn(self, kind: str, example: str = "", topic: int | None = None) -> None:
        self.warnings[kind] += 1
        if example and len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(example[:120])

    def lines(self, sentences: Mapping[str, object]) -> Iterator[str]:
        """One line for each kind of warning, the most frequent first; `sentences` says what the kinds mean."""
        for kind, times in self.warnings.most_common():
            examples = self.examples[kind]
            shown = f" ({', '.join(examples)}{', …' if times > len(examples) else ''})" if examples else ""
            yield f"{times:>7} × {sentences.get(kind, kind)}{shown}"


class PendingWarnings:
    """Warnings of the first reading, kept until it is known which topics are new."""

    def __init__(self) -> None:
        self.warnings: list[tuple[str, str, int | None]] = []

    def warn(self, kind: str, example: str = "", topic: int | None = None) -> None:
        self.warnings.append((kind, example, topic))

    def pass_on(self, report: Report, topics: Container[int]) -> None:
        """Pass on what is about these topics, and what is about none."""
        for kind, example, topic in self.warnings:
            if topic is None or topic in topics:
                report.warn(kind, example)
