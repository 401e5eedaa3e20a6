"""What all forms of a Discourse archive have in common."""

from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path

from forum.importing.archive import Archive
from forum.importing.converting import Context, to_markdown
from forum.importing.discourse import addresses
from forum.importing.discourse.categories import categories_of
from forum.importing.records import Category, ForeignTopic
from forum.importing.report import Warnings


class DiscourseArchive(Archive):
    software = "discourse"

    def __init__(self, path: Path) -> None:
        self.path = path

    @abstractmethod
    def topics(self, report: Warnings) -> Iterator[ForeignTopic]: ...

    def to_markdown(self, raw: str | None, context: Context) -> str:
        return to_markdown(raw, context)

    def categories(self) -> dict[int, Category]:
        return categories_of(self.path)

    def topic_addresses(self, topic: ForeignTopic) -> list[str]:
        return addresses.topic_paths(topic.slug, topic.id)

    def post_addresses(self, topic_id: int, number: int) -> list[str]:
        return [addresses.post_path(topic_id, number)]

    def member_addresses(self, username: str) -> list[str]:
        return [addresses.member_path(username)]

    def category_addresses(self, category_id: int, category: Category) -> list[str]:
        return addresses.category_paths(category.slug, category_id)

    def tag_addresses(self, name: str) -> list[str]:
        return [addresses.tag_path(name)]
