"""What stands beside the posts of a page about those who wrote them, read for all of them in one query."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from accounts.models import Reader, User
from forum.boards.group_settings import GroupTitle
from forum.boards.models import permissions_of
from forum.boards.moderators import moderator_groups
from forum.site.models import SiteSettings

# Written by hand, as `extras` is. Columns: what it is, the member, a number, a text. In braces are numbers of ours.
IN_GROUPS = """SELECT 'group', user_id, group_id, '' FROM accounts_user_groups
    WHERE group_id IN ({groups}) AND user_id IN ({people})"""
TOTALS = """SELECT 'posts', member_id, SUM(post_count), '' FROM posts_posttotal
    WHERE member_id IN ({people}) AND board_id IN ({boards}) GROUP BY member_id"""
RELATIONS = """SELECT 'relation', person_id, 0, state FROM follows_follow
    WHERE member_id = {reader} AND person_id IN ({people}) AND state IN ('following', 'muted')"""


@dataclass
class AuthorFacts:
    """Each by the member's number."""

    moderators: set[int] = field(default_factory=set)  # of the board
    post_counts: dict[int, int] = field(default_factory=dict)  # of the posts that the reader sees
    relations: dict[int, str] = field(default_factory=dict)  # the states of the reader's follows of them
    titles: Mapping[int, list[GroupTitle]] = field(default_factory=dict)  # of their groups


def facts_of(
    reader: Reader, board_id: int | None, members: Collection[User], site: SiteSettings
) -> AuthorFacts:
    """Of these members, as this reader is told them on this board."""
    automatic, moderating = moderator_groups(board_id, reader)
    facts = AuthorFacts({member.pk for member in members if any(each.includes(member) for each in automatic)})
    if not members:
        return facts
    shown = {int(group): GroupTitle(*title) for group, title in site.group_titles.items()}
    boards = permissions_of(reader).boards("see")
    parts = [IN_GROUPS] if moderating or shown else []
    parts += [TOTALS] if boards else []
    parts += [RELATIONS] if reader.is_authenticated else []
    groups: dict[int, set[int]] = {}
    for what, member, number, state in _rows(
        parts,
        groups=_listed({*moderating, *shown}),
        people=_listed(member.pk for member in members),
        boards=_listed(boards),
        reader=reader.pk,
    ):
        if what == "group":
            groups.setdefault(member, set()).add(number)
        elif what == "posts":
            facts.post_counts[member] = int(number)
        else:
            facts.relations[member] = state
    facts.moderators |= {member for member, theirs in groups.items() if not theirs.isdisjoint(moderating)}
    facts.titles = {
        member: [title for group, title in shown.items() if group in theirs]
        for member, theirs in groups.items()
    }
    return facts


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def _rows(parts: Collection[str], **numbers: Any) -> list[tuple[Any, ...]]:
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts).format(**numbers))
        return list(cursor.fetchall())
