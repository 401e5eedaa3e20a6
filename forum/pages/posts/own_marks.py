"""What one member has left on the posts of a page, and on their authors, in one query."""

from collections.abc import Collection, Iterable
from functools import cache

from accounts.models import User
from forum.database.direct_statements import number_type, rows_of
from forum.database.prepared_queries import padded
from forum.pages.posts.extras import OWN_BOOKMARKS, OWN_REACTIONS
from forum.pages.posts.row import PostRow

# What it is, the post or the author, and which: a reaction, or the state of a follow.
Marks = tuple[tuple[str, int, str], ...]

RELATIONS = """SELECT 'relation', person_id, state, 0 FROM follows_follow
    WHERE member_id = %(member)s AND person_id IN ({people}) AND state IN ('following', 'muted')"""
SQL = f"{OWN_REACTIONS} UNION ALL {OWN_BOOKMARKS} UNION ALL {RELATIONS}".replace("%(member)s", "%s")


def marks_of(member: User, posts: Collection[int], authors: Collection[int]) -> Marks:
    asked, people = padded(sorted(posts)), padded(sorted(authors))
    sql = _statement(len(asked), len(people))
    numbers = [*asked, member.pk, *asked, member.pk, member.pk, *people]
    rows = rows_of(sql, list(map(number_type(), numbers)))
    return tuple(sorted((what, number, which) for what, number, which, _unused in rows))


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


@cache
def _statement(posts: int, people: int) -> str:
    """For so many of each. With the numbers in it, it would be another for each page, and each would be remembered."""
    return SQL.format(posts=_places(posts), people=_places(people))


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)
