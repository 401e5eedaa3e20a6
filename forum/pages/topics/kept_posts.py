"""The posts of a topic's page for members who don't moderate it, rendered once for all for whom they look alike.

They are kept with what they show, and thrown away when it changes: see `forum.pages.store`. Whoever wrote one of them,
and pages with a post that is rendered each time, have them made anew.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.template import Context
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permission_verbs import VERBS
from forum.boards.permissions import Sight
from forum.pages.kept_parts import kept_part
from forum.pages.posts.kept_posts import is_alike_for_many, shown_posts
from forum.pages.posts.own_marks import marks_of, marks_on
from forum.pages.posts.row import PostRow
from forum.pages.requests import ForumRequest
from forum.pages.store.members_parts import Part, the_parts
from forum.pages.topics.first_unread import TopicPages
from forum.pages.topics.page_scopes import scopes_of
from forum.topics import rules
from forum.topics.models import Topic

Html = TypeVar("Html", str, bytes)

# What the page says of its posts; see `page.facts_of`.
FACTS = ("has_branches", "canonical", "canonical_in_query", "description", "picture", "has_solution")


@dataclass(frozen=True)
class KeptPosts:
    """The posts, each with its number, as they are sent, and what the rest of the page says of them."""

    parts: Sequence[tuple[int, bytes]]
    facts: Mapping[str, Any]

    @classmethod
    def made(cls, rows: Sequence[PostRow], context: Context) -> Self:
        shown = (html.encode() for html in shown_posts(rows, context))
        parts = zip((row.post.number for row in rows), shown, strict=True)
        return cls(list(parts), {name: context[name] for name in FACTS})

    @property
    def numbers(self) -> list[int]:
        return [number for number, _html in self.parts]

    @property
    def size(self) -> int:
        return sum(len(html) for _number, html in self.parts)

    def sent(self, first_new: int | None, *, is_last: bool) -> bytes:
        return b"".join(lines_of(self.parts, first_new, str.encode, is_last=is_last))


@dataclass(frozen=True)
class Writers:
    """Which posts a page has, and who wrote them: so that it can be asked what the reader has left on these.

    The page is kept under them too: when it is looked for, what was asked must still be of all its posts.
    """

    posts: tuple[int, ...]
    authors: frozenset[int]


def lines_of(
    parts: Sequence[tuple[int, Html]],
    first_new: int | None,
    made_of: Callable[[str], Html],
    *,
    is_last: bool,
) -> list[Html]:
    """The posts, with the line before those that are new, and on the last page the place that *Newest* leads to.

    `made_of` makes what the posts are, text or bytes, of these lines.
    """
    lines: list[Html] = []
    for number, html in parts:
        if is_last and number == parts[-1][0]:
            lines.append(made_of('<span id="newest"></span>'))
        if number == first_new:
            lines.append(made_of(kept_part("topics/_new_since.html", {}, {})))
        lines.append(html)
    return lines


class PostsOfPage:
    """The posts of one page for one member, as they are kept."""

    def __init__(self, request: ForumRequest, member: User, topic: Topic, pages: TopicPages) -> None:
        self.member, self.topic, self.known = member, topic, request.changes_known
        self.place: Hashable = (topic.pk, pages.number, pages.size)
        permissions = permissions_of(member)
        self.looks_the_same: Hashable = (
            self.place,
            Sight.of(permissions),
            tuple(permissions.allow(verb, topic.board_id) for verb in VERBS),
            rules.can_reply(member, topic),
            get_language(),
            timezone.get_current_timezone(),
        )

    @classmethod
    def of(cls, request: ForumRequest, topic: Topic, pages: TopicPages) -> Self | None:
        """None for those who see more than others, in conversations, and for visitors, whose whole pages are kept."""
        member = request.user
        if not isinstance(member, User) or topic.author_id == member.pk or rules.can_moderate(member, topic):
            return None
        return None if topic.is_removed or topic.is_conversation else cls(request, member, topic, pages)

    def kept(self) -> KeptPosts | None:
        if the_parts.store.look() is None:
            return None
        writers: Writers | None = the_parts.store.get(("writers", self.place))
        if writers is None or self.member.pk in writers.authors:
            return None
        marks = marks_of(self.member, writers.posts, writers.authors)
        posts: KeptPosts | None = the_parts.store.get((self.looks_the_same, writers, marks))
        return posts

    def keep(self, rows: Sequence[PostRow], context: Context) -> KeptPosts | None:
        """Keep the posts and return them, unless others see something else, or one is rendered each time."""
        writers = Writers(tuple(row.post.pk for row in rows), frozenset(row.post.author_id for row in rows))
        if self.member.pk in writers.authors or not all(is_alike_for_many(row, context) for row in rows):
            return None
        posts = KeptPosts.made(rows, context)
        scopes = scopes_of(self.topic, [row.post for row in rows])
        self._keep(("writers", self.place), writers, 500, scopes)
        self._keep((self.looks_the_same, writers, marks_on(rows)), posts, posts.size, scopes)
        return posts

    def _keep(self, key: Hashable, value: Any, size: int, scopes: Collection[str]) -> None:
        the_parts.store.keep(Part(key, value, size, scopes, self.known))
