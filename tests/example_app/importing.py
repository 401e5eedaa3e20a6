"""The smallest source of an import: an old forum of two topics, which needs no files and no command."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forum.importing.archive import Archive
from forum.importing.converting import Context
from forum.importing.records import Category, ForeignMember, ForeignPost, ForeignTopic, Kind
from forum.importing.report import Warnings

BEGAN = datetime(2019, 3, 4, 10, tzinfo=UTC)
MEMBERS = {name: ForeignMember(name, name) for name in ("wren", "otter")}
# (id, topic, number there, author, text, number it replies to)
POSTS = (
    (1, 7, 1, "wren", "How long does tea draw?", None),
    (2, 7, 2, "otter", "Four *minutes*.", 1),
    (3, 7, 4, "wren", "It was too long.", 2),
    (4, 8, 1, "otter", "My kettle sings.", None),
)
LATER_POST = (5, 7, 3, "otter", "Or five.", 1)


class ExampleArchive(Archive):
    software = "example"
    path = Path("talk")

    def __init__(self, posts: tuple = POSTS):
        self.posts = posts

    def topics(self, report: Warnings) -> Iterator[ForeignTopic]:
        yield ForeignTopic(7, "Drawing time", "drawing-time", 1, tags=("tea",), posts=self.posts_of(7))
        yield ForeignTopic(8, "Kettles", "kettles", 2, is_closed=True, posts=self.posts_of(8))

    def posts_of(self, topic_id: int) -> list[ForeignPost]:
        posts = [foreign_post(*fields) for fields in self.posts if fields[1] == topic_id]
        return sorted(posts, key=lambda post: post.number)

    def to_markdown(self, raw: str | None, context: Context) -> str:
        return raw or ""

    def categories(self) -> dict[int, Category]:
        return {
            1: Category("Tea", "tea", "All that is drunk from cups."),
            2: Category("Hardware", "hardware"),
        }

    def topic_addresses(self, topic: ForeignTopic) -> list[str]:
        return [f"/thread/{topic.id}"]

    def post_addresses(self, topic_id: int, number: int) -> list[str]:
        return [f"/thread/{topic_id}/reply/{number}"]

    def member_addresses(self, username: str) -> list[str]:
        return [f"/people/{username}"]

    def category_addresses(self, category_id: int, category: Category) -> list[str]:
        return [f"/room/{category.slug}"]

    def tag_addresses(self, name: str) -> list[str]:
        return [f"/about/{name}"]


def foreign_post(
    post_id: int, topic_id: int, number: int, author: str, raw: str, reply_to: int | None
) -> ForeignPost:
    at = BEGAN + timedelta(minutes=number)
    return ForeignPost(
        id=post_id,
        topic_id=topic_id,
        number=number,
        kind=Kind.POST,
        author=MEMBERS[author],
        created_at=at,
        updated_at=at,
        version=1,
        reply_to=reply_to,
        raw=raw,
        cooked="",
        host="talk.example",
    )
