"""The table of what a clean-up can take away: each part counts it, takes it away and brings it back, thing by thing.

`content_parts` and `member_parts` have those that come with the forum; an installed app adds its own by
`parts.register(Part(...))` in its `ready()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from forum.boards.permissions import Asker
from forum.cleanup.models import CleanedItem, CleanedMember

Row = TypeVar("Row", bound=Model)
Words = str | Promise
Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Part(Generic[Row]):
    """`rows` returns what of the member this moderator may take away, written until then."""

    do_not_call_in_templates: ClassVar[bool] = True

    name: str
    label: Words
    rows: Callable[[Asker, User, datetime], QuerySet[Row]]
    # Takes the thing and for which clean-up of a member. Answers what it takes to bring it back, None if it was gone.
    clean: Callable[[CleanedMember, Row], Facts | None]
    # Takes who undoes it, and what was kept of the thing. Does nothing where it has changed since.
    restore: Callable[[User, CleanedItem], None]
    hint: Words = ""
    is_ticked: bool = True
    outlives_account: bool = False  # Undo brings it back also where the account was closed since
    is_thing: bool = True  # counts among the things of which many have to be confirmed
    # How many things go with these rows, where a row is more than one.
    weigh: Callable[[QuerySet[Row]], int] = lambda rows: rows.count()
    # Members whose rows `clean` and `restore` lock besides that of the member: all are locked by number.
    also_locks: Callable[[Row], Iterable[int]] = lambda row: ()
    # What the number on the page does not say, such as which address is banned.
    detail: Callable[[User], str] = lambda member: ""


TABLE: dict[str, Part[Any]] = {}


def register(*parts: Part[Any]) -> None:
    for part in parts:
        if part.name in TABLE:
            raise ValueError(f"There is a part {part.name} already.")
        TABLE[part.name] = part


def chosen(names: Iterable[str]) -> list[Part[Any]]:
    """Those of these names, in the order of the table."""
    wanted = set(names)
    return [part for part in TABLE.values() if part.name in wanted]


def as_text(moment: datetime | None) -> str:
    """A time as facts keep it, which is JSON."""
    return moment.isoformat() if moment else ""
