"""Members with these numbers, by queries that are put together once."""

from collections.abc import Collection
from functools import cache

from accounts.models import User
from forum.database.prepared_queries import PreparedObjects, padded, stand_ins


def members_by_number(numbers: Collection[int]) -> dict[int, User]:
    """Those that there are, by their numbers, in one query."""
    if not numbers:
        return {}
    wanted = padded(numbers)
    return {member.pk: member for member in _members(len(wanted)).objects(wanted)}


@cache
def _members(count: int) -> PreparedObjects[User]:
    numbers = stand_ins(count)
    return PreparedObjects(User.objects.filter(pk__in=numbers), numbers)
