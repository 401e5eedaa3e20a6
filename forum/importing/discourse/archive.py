"""What all forms of a Discourse archive have in common."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from forum.importing.converting import Reading, converted
from forum.importing.discourse.categories import categories_of
from forum.importing.records import Category, ForeignTopic
from forum.importing.report import Warnings


class DiscourseArchive(ABC):
    software = "discourse"

    def __init__(self, path: Path):
        self.path = path

    @abstractmethod
    def topics(self, report: Warnings) -> Iterator[ForeignTopic]: ...

    def categories(self) -> dict[int, Category]:
        return categories_of(self.path)

    def converted(self, raw: str | None, on: Reading) -> str:
        return converted(raw, on)
