"""The word index. One module for each database keeps the words of posts and finds posts by them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

from django.db import connection

from forum.boards.permissions import Asker

if TYPE_CHECKING:
    from forum.search.query import Query

Order = Literal["relevance", "date"]

MOST_COUNTED = 1000  # matches; beyond them the count says MOST_COUNTED + 1
MOST_RANKED = 20_000  # matches; of more, the newest
SHOWN_AMONG = 1_000  # posts with a word, one of which must be the reader's for the word to be


@dataclass(frozen=True)
class Document:
    """The words of one post as `forum.search.analysis` makes them, in reading order; `title` is empty for replies."""

    post_id: int
    topic_id: int
    author_id: int
    has: int
    title: tuple[str, ...]
    text: tuple[str, ...]
    exact: tuple[str, ...]  # of title and text


@dataclass(frozen=True)
class Hit:
    post_id: int
    topic_id: int


@dataclass(frozen=True)
class Matches:
    """The hits of one page, and how many there are in all: at most MOST_COUNTED + 1.

    `is_partial` says that only the newest of them were looked at, and no more than MOST_RANKED ranked.
    """

    hits: tuple[Hit, ...]
    count: int
    is_partial: bool


NO_MATCHES = Matches((), 0, is_partial=False)


class Engine(Protocol):
    def write(self, documents: Sequence[Document]) -> None:
        """Keep the words of these posts in place of those kept before, in the caller's transaction."""

    def delete(self, post_ids: Collection[int]) -> None:
        """Forget the words of these posts."""

    def move(self, post_ids: Collection[int], former_topic: int, topic: int) -> None:
        """Let these posts be found in another topic than before. Their documents name it already."""

    def missing(self, post_ids: Collection[int]) -> set[int]:
        """Those of these posts whose words are not kept."""

    def outdated(self, documents: Sequence[Document]) -> set[int]:
        """Those of these posts of which other words are kept, or none."""

    def match(self, query: "Query", reader: Asker, order: Order, page: slice) -> Matches:
        """Find posts that the reader may read and that are not removed. Nothing else is counted either."""

    def shown_stems(self, stems: Collection[str], reader: Asker) -> set[str]:
        """Those of these stems that a post has which the reader may read and which is not removed.

        Of each stem SHOWN_AMONG posts are looked at: one of very many that only others may read costs no more.
        """

    def topics_titled(self, stem: str, limit: int) -> list[int]:
        """The newest topics with this stem in their title, whoever may see them: for the worker."""


def engine() -> Engine:
    """The engine of the database that the forum uses."""
    return cast(Engine, import_module(f"{__name__}.{connection.vendor}"))
