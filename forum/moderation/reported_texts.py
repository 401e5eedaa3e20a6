"""The texts of what is reported, by members or as illegal, as far as a moderator may read them."""

from collections.abc import Iterable
from typing import Protocol

from accounts.models import Reader, User
from forum.posts.models import Post
from forum.posts.rules import html_for
from forum.topics.models import Topic
from forum.topics.rules import is_withheld_from


class Reported(Protocol):
    """A row that names a post, a topic or a member."""

    topic_id: int | None

    @property
    def post(self) -> Post | None: ...

    @property
    def topic(self) -> Topic | None: ...

    @property
    def member(self) -> User | None: ...


def first_texts(rows: Iterable[Reported]) -> dict[int, str]:
    """The HTML with which each topic begins, in one query."""
    topics = [row.topic_id for row in rows if row.topic_id]
    return dict(Post.objects.filter(number=1, topic__in=topics).order_by().values_list("topic", "html"))


def html_of(reader: Reader, row: Reported, texts: dict[int, str]) -> str:
    """`texts` are those of `first_texts`."""
    if row.post:
        return html_for(reader, row.post)
    if row.topic and is_withheld_from(reader, row.topic):
        return ""
    return row.member.about_html if row.member else texts.get(row.topic_id or 0, "")
