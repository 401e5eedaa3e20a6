"""Members whose names begin so, by a query that is put together once."""

from functools import cache

from accounts.models import User
from accounts.name_beginnings import beginning_keys, values_of
from forum.database.prepared_queries import PreparedObjects

STAND_IN = ("a stand ln", "astandln")  # the keys of:
STAND_IN_NAME = "A stand in"


def members_found_by_name(typed: str, most: int) -> list[User]:
    """The first of those that `User.objects.found_by_name` has."""
    keys = beginning_keys(typed)
    return _found(most).objects(_values(keys)) if keys else []


@cache
def _found(most: int) -> PreparedObjects[User]:
    return PreparedObjects(User.objects.found_by_name(STAND_IN_NAME)[:most], _values(STAND_IN))


def _values(keys: tuple[str, str]) -> list[str]:
    return [value for key in keys for value in values_of(key)]
