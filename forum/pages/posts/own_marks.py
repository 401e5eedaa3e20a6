"""What one member has left on the posts of a page, and on their authors, in one query."""

from collections.abc import Collection, Iterable

from accounts.models import User
from forum.database.direct_statements import rows_of
from forum.pages.posts.extras import OWN_BOOKMARKS, OWN_REACTIONS
from forum.pages.posts.row import PostRow

# What it is, the post or the author, and which: a reaction, or the state of a follow.
Marks = tuple[tuple[str, int, str], ...]

RELATIONS = """SELECT 'relation', person_id, state, 0 FROM follows_follow
    WHERE member_id = %(member)s AND person_id IN ({people}) AND state IN ('following', 'muted')"""
SQL = f"{OWN_REACTIONS} UNION ALL {OWN_BOOKMARKS} UNION ALL {RELATIONS}".replace("%(member)s", "%s")


def marks_of(member: User, posts: Collection[int], authors: Collection[int]) -> Marks:
    rows = rows_of(SQL.format(posts=_listed(posts), people=_listed(authors)), [member.pk] * 3)
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


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
