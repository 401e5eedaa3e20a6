"""What a search asks of posts and of their topics besides words, the same for every engine."""

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Sight
from forum.follows.models import Follow
from forum.posts.models import Post
from forum.reading.kept_topics import unread_topic_boards
from forum.reading.read_state import unread_posts, with_read_state
from forum.search.models import SearchDocument
from forum.search.query import Query
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.participants import sees_in_conversation, takes_part
from forum.topics.rules import is_allowed

STATES = {
    "locked": Q(locked_at__isnull=False),
    "pinned": Q(pinned_at__isnull=False),
    "solved": Q(solved_at__isnull=False),
}


Condition = tuple[str, tuple[Any, ...]]  # as SQL, with its values


def conditions_besides_words(query: Query, reader: Asker) -> tuple[Condition, Condition]:
    """What is asked of documents and of topics. Raise EmptyResultSet for a reader who sees no board.

    Of words alone the same is asked for all who see the same boards, and that is put together once.
    """
    narrows = (
        query.boards is not None,
        query.tags,
        query.states,
        query.before,
        query.after,
        query.in_conversations,
    )
    if any(narrows):
        return _conditions_of(query, reader)
    return _conditions_of_words(Sight.of(permissions_of(reader)))


def _conditions_of(query: Query, reader: Asker) -> tuple[Condition, Condition]:
    return where_of(documents_for(query, reader)), where_of(topics_for(query, reader))


@lru_cache(maxsize=200)
def _conditions_of_words(sight: Sight) -> tuple[Condition, Condition]:
    return _conditions_of(Query(), sight.permissions)


def topics_for(query: Query, reader: Asker) -> TopicQuerySet:
    """The topics that the reader sees, that are not removed, and in which the query looks. Joins no other table."""
    permissions = permissions_of(reader)
    is_here = takes_part(permissions) if query.in_conversations else is_allowed(permissions, "see")
    asked = is_here & Q(removed_at=None)
    if query.boards is not None:
        asked &= Q(board__in=query.boards)
    for tag in query.tags:
        asked &= Q(pk__in=Topic.tags.through.objects.filter(tag=tag.pk).values("topic"))
    for state in query.states & STATES.keys():
        asked &= STATES[state]
    if "followed" in query.states:
        follows = Follow.objects.active().filter(member=permissions.reader.pk, topic__isnull=False)
        asked &= Q(pk__in=follows.values("topic"))
    return Topic.objects.filter(asked)


def documents_for(query: Query, reader: Asker) -> QuerySet[SearchDocument]:
    """Of the posts that are not removed, those of the time and state that the query asks for. Joins no other table."""
    # By one walk over an index of the removed posts, and none of the rows of posts, which are large.
    removed = Post.objects.filter(removed_at__isnull=False).values("pk")
    asked = ~Q(post__in=removed)
    if query.in_conversations:
        seen = sees_in_conversation(permissions_of(reader))
        asked &= Q(Exists(Post.objects.filter(seen, pk=OuterRef("post"))))
    if query.before:
        asked &= Q(created_at__lt=query.before)
    if query.after:
        asked &= Q(created_at__gte=query.after)
    if "unread" in query.states:
        asked &= is_unread(permissions_of(reader).reader)
    return SearchDocument.objects.filter(asked)


def is_unread(member: Reader) -> Q:
    """Whether a post of the outer query, by its document, counts as unread in the member's lists."""
    if not isinstance(member, User):
        return Q(pk__in=[])
    post = unread_posts(member).filter(pk=OuterRef(OuterRef("post")))
    topics = with_read_state(Topic.objects.filter(pk=OuterRef("topic")), member)
    # The topics first: what is asked of each post takes longer.
    return Q(topic__in=list(unread_topic_boards(member))) & Q(Exists(topics.filter(Exists(post))))


def where_of(rows: QuerySet[Any]) -> Condition:
    """The conditions of a query that joins no table, as SQL and its values."""
    if sum(count > 0 for count in rows.query.alias_refcount.values()) > 1:
        raise ValueError(f"{rows.query} joins another table.")
    where, values = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    return where, tuple(values)
