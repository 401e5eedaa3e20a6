"""The table of accounts that may belong to the same spammer: the page of a clean-up lists them, none of them ticked.

An installed app adds its own by `relations.register(Relation(...))` in its `ready()`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True, kw_only=True, eq=False)
class Relation:
    name: str
    label: str | Promise
    # Takes who asks, and the member. Answers at most MOST of them.
    members: Callable[[User, User], Sequence[User]]


MOST = 50
TABLE: dict[str, Relation] = {}


def register(*relations: Relation) -> None:
    for relation in relations:
        if relation.name in TABLE:
            raise ValueError(f"There is a relation {relation.name} already.")
        TABLE[relation.name] = relation
