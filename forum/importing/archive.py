"""What an importer has to give for the forum it reads: a package beside this module, and a command.

Everything else (ids that stay, members, boards, tags, drafts, storing, old addresses, the report) is here already. See
`forum.importing.discourse` for one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from forum.importing.converting import Reading
from forum.importing.records import Category, ForeignTopic
from forum.importing.report import Warnings


class Archive(Protocol):
    software: str  # "discourse"; with the old forum's host it names the rows that came from there
    path: Path

    def topics(self, report: Warnings) -> Iterator[ForeignTopic]:
        """The topics one by one, each with its posts in order. Called twice: to plan, and to store."""

    def categories(self) -> dict[int, Category]:
        """What the archive says of its categories, by their numbers; often nothing."""

    def converted(self, raw: str | None, on: Reading) -> str:
        """A post in our Markdown, from what was typed there or else from its HTML (`on.cooked`)."""
