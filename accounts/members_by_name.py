"""Members by what they are called, by queries that are put together once."""

from functools import cache

from accounts.models import User
from accounts.name_beginnings import beginning_keys, values_of
from accounts.names import LONGEST_NAME, normalized_username
from forum.database.prepared_queries import PreparedObjects
from forum.markup.unicode_text import hides

STAND_IN = ("a stand ln", "astandln")  # the keys of:
STAND_IN_NAME = "A stand in"


def members_found_by_name(typed: str, most: int) -> list[User]:
    """The first of those that `User.objects.found_by_name` has."""
    keys = beginning_keys(typed)
    return _found(most).objects(_values(keys)) if keys else []


def member_called(name: str) -> User | None:
    """The one that `User.objects.named` has; at once where the name is written as they write it."""
    spelling = normalized_username(name[: LONGEST_NAME * 2])
    exact = None if hides(spelling) else _spelt().first([spelling])
    return exact or User.objects.named(name).first()


@cache
def _spelt() -> PreparedObjects[User]:
    return PreparedObjects(User.objects.filter(username=STAND_IN_NAME), [STAND_IN_NAME])


@cache
def _found(most: int) -> PreparedObjects[User]:
    return PreparedObjects(User.objects.found_by_name(STAND_IN_NAME)[:most], _values(STAND_IN))


def _values(keys: tuple[str, str]) -> list[str]:
    return [value for key in keys for value in values_of(key)]
