"""What a member has written, as their page shows it: the newest posts that its reader may see."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Sight
from forum.database.prepared_queries import PreparedJoins, stand_ins
from forum.markup import excerpt
from forum.pages.kept_parts import kept_part, places
from forum.pages.templatetags.dates import Ages
from forum.posts.models import Post
from forum.topics.models import Topic

LONGEST_EXCERPT = 280  # characters
OF_POSTS = {"id", "topic_id", "text", "created_at", "removed_at"}
OF_TOPICS = {"id", "title", "board_id"}
ADDRESS, TITLE, SAID, WHEN, BOARD, BOARD_ADDRESS = places(6)


class Saying(NamedTuple):
    """What the template of a post is given."""

    is_removed: bool
    address: str = ADDRESS
    title: str = TITLE
    said: str = SAID
    when: str = WHEN
    board: str = BOARD
    board_address: str = BOARD_ADDRESS


def posts_of(member: int, reader: Asker) -> QuerySet[Post]:
    unread = [field.attname for field in Post._meta.concrete_fields if field.attname not in OF_POSTS]
    of_topics = (field.attname for field in Topic._meta.concrete_fields)
    unread += [f"topic__{name}" for name in of_topics if name not in OF_TOPICS]
    posts = Post.objects.visible_to(reader).filter(author=member)
    return posts.select_related("topic", "topic__board").defer(*unread)


def newest_posts(member: User, reader: Asker, count: int) -> list[Post]:
    return _newest(Sight.of(permissions_of(reader)), count).objects([member.pk])


@lru_cache(maxsize=100)
def _newest(sight: Sight, count: int) -> PreparedJoins[Post]:
    [member] = stand_ins(1)
    posts = posts_of(member, sight.permissions).order_by("-created_at", "-pk")
    return PreparedJoins(posts[:count], [member])


def shown_posts(posts: Iterable[Post]) -> list[SafeString]:
    ages = Ages()
    return [shown_post(post, ages) for post in posts]


def shown_post(post: Post, ages: Ages) -> SafeString:
    board = post.topic.its_board
    filled = {
        ADDRESS: post.get_absolute_url(),
        TITLE: post.topic.title,
        SAID: excerpt(post.text, LONGEST_EXCERPT),
        WHEN: ages.when(post.created_at),
        BOARD: board.name,
        BOARD_ADDRESS: board.get_absolute_url(),
    }
    return kept_part("members/_post.html", {"post": Saying(post.is_removed)}, filled)
