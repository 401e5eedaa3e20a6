"""What one member has left on the posts of a page, and on their authors, in one query."""

from collections.abc import Collection, Iterable

from django.db import connection

from accounts.models import User
from forum.pages.posts.extras import OWN_BOOKMARKS, OWN_REACTIONS
from forum.pages.posts.row import PostRow

# What it is, the post or the author, and which: a reaction, or the state of a follow.
Marks = tuple[tuple[str, int, str], ...]

RELATIONS = """SELECT 'relation', person_id, state, 0 FROM follows_follow
    WHERE member_id = %(member)s AND person_id IN ({people}) AND state IN ('following', 'muted')"""
SQL = f"{OWN_REACTIONS} UNION ALL {OWN_BOOKMARKS} UNION ALL {RELATIONS}"


def marks_of(member: User, posts: Collection[int], authors: Collection[int]) -> Marks:
    sql = SQL.format(posts=_listed(posts), people=_listed(authors))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"member": member.pk})
        return tuple(sorted((what, number, which) for what, number, which, _unused in cursor.fetchall()))


def marks_on(rows: Iterable[PostRow]) -> Marks:
    """The same of rows that were read with them."""
    marks: set[tuple[str, int, str]] = set()
    for row in rows:
        if row.extras.own_reaction:
            marks.add(("own reaction", row.post.pk, row.extras.own_reaction))
        if row.extras.is_bookmarked:
            marks.add(("bookmark", row.post.pk, ""))
        if row.relation:
            marks.add(("relation", row.post.author_id, row.relation))
    return tuple(sorted(marks))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
