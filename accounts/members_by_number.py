"""Members with these numbers, by queries that are put together once."""

from collections.abc import Collection
from functools import cache

from accounts.models import User
from forum.database.prepared_queries import PreparedObjects, stand_ins

FEWEST = 4


def members_by_number(numbers: Collection[int]) -> dict[int, User]:
    """Those that there are, by their numbers, in one query."""
    wanted = list(numbers)
    if not wanted:
        return {}
    size = FEWEST
    while size < len(wanted):
        size *= 2
    wanted += wanted[:1] * (size - len(wanted))
    return {member.pk: member for member in _members(size).objects(wanted)}


@cache
def _members(size: int) -> PreparedObjects[User]:
    numbers = stand_ins(size)
    return PreparedObjects(User.objects.filter(pk__in=numbers), numbers)
