"""What an importer has to give for the forum it reads: a package beside this module, and a command.

Everything else (ids that stay, members, boards, tags, drafts, storing, the report) is here already. See
`forum.importing.discourse` for one, and `tests/example_app/importing.py` for the smallest.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from forum.importing.converting import Context
from forum.importing.records import Category, ForeignTopic
from forum.importing.report import Warnings


class Archive(Protocol):
    """Sources inherit from it. Whatever has a body here may stay as it is."""

    software: str  # "discourse"; with the old forum's host it names the rows that came from there
    path: Path

    def topics(self, report: Warnings) -> Iterator[ForeignTopic]:
        """The topics one by one, each with its posts in order. Called twice: to plan, and to store."""

    def to_markdown(self, raw: str | None, context: Context) -> str:
        """A post in our Markdown, from what was typed there or else from its HTML (`context.cooked`)."""

    def categories(self) -> Mapping[int, Category]:
        """What the archive says of its categories, by their numbers."""
        return {}

    # The paths of pages that old links lead to; `forum.importing.old_addresses` looks them up. Where a path belongs to
    # several things, the first that came has it.

    def topic_addresses(self, topic: ForeignTopic) -> Iterable[str]:
        return ()

    def post_addresses(self, topic_id: int, number: int) -> Iterable[str]:
        return ()

    def member_addresses(self, username: str) -> Iterable[str]:
        return ()

    def category_addresses(self, category_id: int, category: Category) -> Iterable[str]:
        return ()

    def tag_addresses(self, name: str) -> Iterable[str]:
        return ()
