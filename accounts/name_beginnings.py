"""Members whose names begin as somebody types."""

from django.db import connection
from django.db.models import Q

from accounts.names import LONGEST_NAME, flat_key, name_key

LAST_LETTER = "\U0010ffff"


def beginning_keys(typed: str) -> tuple[str, str] | None:
    """With what the keys begin of a username, and of a display name, that begin so; None if no letter is typed."""
    name = typed.strip().removeprefix("@").replace("\x00", "")[: LONGEST_NAME * 2]
    keys = name_key(name), flat_key(name)
    return keys if all(keys) else None


def begins(column: str, key: str) -> Q:
    """As a range on SQLite, which finds it in an index: for `LIKE` it reads all members."""
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": key, f"{column}__lt": key + LAST_LETTER})
    return Q(**{f"{column}__startswith": key})


def values_of(key: str) -> list[str]:
    """The values in the SQL of `begins`."""
    if connection.vendor == "sqlite":
        return [key, key + LAST_LETTER]
    return [f"{connection.ops.prep_for_like_query(key)}%"]
