"""What hangs on a page's posts, read for all of them in one query: everybody's, and the reader's own.

Each room that hangs something on posts has one part in it; a page never pays for another query.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from accounts.models import Reader
from forum.markup.remote_pictures import Copy
from forum.posts.models import Post
from forum.remote_pictures.models import copy_address
from forum.topics.models import Topic

# What a page needs of a copied picture, in one column; no part has a blank in it.
COPY = "p.address || ' ' || p.key || ' ' || p.width || ' ' || p.height"
# Written by hand: Django takes longer to put these together than a database to answer, for every page of a topic.
# Columns: what it is, the post, a name, a number. {posts} are the posts of the page; the parameters are named.
SHARED = (
    # The plus keeps SQLite from reading all posts of the topic instead of the answers to these.
    """SELECT 'replies', reply_to_id, '', COUNT(*) FROM posts_post
       WHERE reply_to_id IN ({posts}) AND removed_at IS NULL AND +topic_id = %(topic)s GROUP BY reply_to_id""",
    """SELECT 'reaction', post_id, emoji, COUNT(*) FROM reactions_reaction
       WHERE post_id IN ({posts}) GROUP BY post_id, emoji""",
    f"""SELECT 'picture', u.post_id, {COPY}, 0
       FROM remote_pictures_remotepictureuse u JOIN remote_pictures_remotepicture p ON p.id = u.picture_id
       WHERE u.post_id IN ({{posts}}) AND p.state = 'copied'""",  # noqa: S608 - all of it is written here
)
OWN_REACTIONS = """SELECT 'own reaction', post_id, emoji, 0 FROM reactions_reaction
    WHERE post_id IN ({posts}) AND member_id = %(member)s"""
OWN_BOOKMARKS = """SELECT 'bookmark', post_id, '', 0 FROM bookmarks_bookmark
    WHERE post_id IN ({posts}) AND member_id = %(member)s"""
OWN = (
    OWN_REACTIONS,
    OWN_BOOKMARKS,
    # Of the reader's own posts: what they see as a link, and meant as a picture.
    """SELECT 'uncopied', u.post_id, p.state, 0 FROM remote_pictures_remotepictureuse u
       JOIN remote_pictures_remotepicture p ON p.id = u.picture_id JOIN posts_post o ON o.id = u.post_id
       WHERE u.post_id IN ({posts}) AND o.author_id = %(member)s AND p.state IN ('waiting', 'running', 'failed')""",
)


@dataclass
class PostExtras:
    """What hangs on one post, as one reader sees it."""

    reactions: list[tuple[str, int]] = field(default_factory=list)  # each with how many members chose it
    own_reaction: str = ""
    reply_count: int = 0  # of the posts in the topic that answer it and aren't removed
    is_bookmarked: bool = False
    pictures: dict[str, Copy] = field(default_factory=dict)  # of other sites, by their addresses there
    uncopied: set[str] = field(
        default_factory=set
    )  # the states of those that are links, in the reader's own post


@dataclass
class PageExtras:
    """What hangs on the posts of a page, by their ids."""

    posts: Mapping[int, PostExtras]


def extras_of(reader: Reader, topic: Topic, posts: Iterable[Post]) -> PageExtras:
    """Read them for these posts of the topic, in one query."""
    ids = [post.pk for post in posts]
    extras: dict[int, PostExtras] = defaultdict(PostExtras)
    if ids:
        parts = (*SHARED, *OWN) if reader.is_authenticated else SHARED
        for what, post_id, text, count in _rows(parts, ids, topic=topic.pk, member=reader.pk):
            _add(extras[post_id], what, text, count)
    return PageExtras(extras)


def _add(extras: PostExtras, what: str, text: str, count: int) -> None:
    match what:
        case "replies":
            extras.reply_count = count
        case "reaction":
            extras.reactions.append((text, count))
        case "own reaction":
            extras.own_reaction = text
        case "picture":
            address, key, width, height = text.split(" ")
            extras.pictures[address] = Copy(copy_address(key, width, height), int(width), int(height))
        case "uncopied":
            extras.uncopied.add(text)
        case "bookmark":
            extras.is_bookmarked = True


def _rows(parts: Sequence[str], ids: Sequence[int], **params: Any) -> list[tuple[Any, ...]]:
    sql = " UNION ALL ".join(parts).format(posts=", ".join(map(str, ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
