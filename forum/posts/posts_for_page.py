"""Posts with all that a page shows of them, in two queries: who wrote several of them is read once."""

from collections.abc import Iterable
from functools import cache

from accounts.members_by_number import members_by_number
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.database.prepared_queries import PreparedJoins, stand_ins
from forum.posts.models import Post, PostQuerySet
from forum.posts.page_numbers import PER_PAGE
from forum.topics import participants
from forum.topics.models import Topic


def posts_for_page(posts: PostQuerySet) -> list[Post]:
    return with_people(posts.shown())


def posts_on_page(reader: Asker, topic: Topic, number: int, per_page: int = PER_PAGE) -> list[Post]:
    """The posts of one page of a topic; of a conversation, those that the reader sees."""
    first = (number - 1) * per_page + 1
    seen = max(first, first_seen_by(reader, topic))
    return with_people(_on_page().objects([topic.pk, seen, first + per_page]))


def first_seen_by(reader: Asker, topic: Topic) -> int:
    """The number of the first post that a reader of the topic sees: 1, but for who came later to a conversation."""
    return (participants.seen_from(permissions_of(reader), topic) or 1) if topic.is_conversation else 1


def seen_by(reader: Asker, topic: Topic) -> PostQuerySet:
    """The posts of a topic that they may read, with removed ones, as far as they see any of it."""
    posts = Post.objects.filter(topic=topic)
    return posts.filter(number__gte=first_seen_by(reader, topic)) if topic.is_conversation else posts


@cache
def _on_page() -> PreparedJoins[Post]:
    """Asks with the topic, the first number, and the first beyond the page."""
    topic, first, beyond = numbers = stand_ins(3)
    posts = Post.objects.filter(topic=topic, number__gte=first, number__lt=beyond).order_by("number")
    return PreparedJoins(posts.shown(), numbers)


def with_people(found: Iterable[Post]) -> list[Post]:
    posts = list(found)
    authors = {each.author_id for post in posts for each in (post, post.reply_to) if each}
    others = {each for post in posts for each in (post.edited_by_id, post.removed_by_id) if each}
    people = members_by_number(authors | others)
    for post in posts:
        post.author = people[post.author_id]
        post.edited_by = people.get(post.edited_by_id or 0)
        post.removed_by = people.get(post.removed_by_id or 0)
        if post.reply_to:
            post.reply_to.author = people[post.reply_to.author_id]
    return posts
