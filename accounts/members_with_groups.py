"""A member together with the numbers of their groups, in one query; also as part of another query."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection

from accounts.models import Reader, User
from forum.database.direct_statements import rows_of
from forum.database.prepared_queries import PreparedObjects, stand_ins

# As text, for a query has one row for a member.
GROUPS = {
    "sqlite": "SELECT group_concat(group_id) FROM accounts_user_groups WHERE user_id = accounts_user.id",
    "postgresql": "SELECT string_agg(group_id::text, ',') FROM accounts_user_groups WHERE user_id = accounts_user.id",
}
READ = "numbers_of_groups"
_at_hand: ContextVar[Callable[[], User | None] | None] = ContextVar("member_at_hand", default=None)


def columns() -> str:
    """What to select from `accounts_user`, for `member_of`."""
    return ", ".join([*_members().columns, f"({GROUPS[connection.vendor]})"])


def member_of(values: Sequence[Any]) -> User:
    """The member from the values of these columns."""
    member = _members().object_of(values[:-1])
    setattr(member, READ, frozenset(map(int, values[-1].split(","))) if values[-1] else frozenset())
    return member


def read_member(number: int) -> User | None:
    """The member with this number: the one at hand, or else from the database."""
    find = _at_hand.get()
    member = find() if find is not None else None
    if member is not None and member.pk == number:
        return member
    rows = rows_of(_query(connection.vendor), [number])
    return member_of(rows[0]) if rows else None


@contextmanager
def member_at_hand(find: Callable[[], User | None]) -> Iterator[None]:
    """While it lasts, `read_member` asks this first: whoever was read a moment ago is not read again."""
    token = _at_hand.set(find)
    try:
        yield
    finally:
        _at_hand.reset(token)


def groups_read_with(reader: Reader) -> Collection[int] | None:
    """The groups that were read together with the reader; None if none were. Visitors have none."""
    groups: Collection[int] | None = getattr(reader, READ, None if reader.is_authenticated else ())
    return groups


@cache
def _query(vendor: str) -> str:
    return f"SELECT {columns()} FROM accounts_user WHERE id = %s"  # noqa: S608


@cache
def _members() -> PreparedObjects[User]:
    numbers = stand_ins(1)
    return PreparedObjects(User.objects.filter(pk=numbers[0]), numbers)
