"""What a request knows of its reader anyway, kept with them, so that nothing is read twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateTimeField, Field
from django.db.models.expressions import RawSQL

from accounts.models import Reader, User
from forum.site.models import SiteSettings


class OwnRules(NamedTuple):
    """Which of a member's own acts queries have to weigh: most members draw no line, and mute nothing."""

    has_lines: bool
    has_mutes: bool


@dataclass(frozen=True)
class Moments:
    """When the member last read or marked anything, and when anybody last posted. Equal ones, and nothing is new."""

    latest_read_at: datetime | None
    latest_line_at: datetime | None
    latest_post_at: datetime | None
    has_mutes: bool = False

    @property
    def own_rules(self) -> OwnRules:
        return OwnRules(self.latest_line_at is not None, self.has_mutes)


# Written by hand: Django takes a millisecond to put them together, for each page of a member.
MOMENT_COLUMNS: dict[str, tuple[str, "type[Field[Any, Any]]"]] = {
    "latest_read_at": (
        "SELECT read_at FROM topics_readmark WHERE member_id = accounts_user.id ORDER BY read_at DESC LIMIT 1",
        DateTimeField,
    ),
    "latest_line_at": (
        """
        SELECT changed_at FROM reading_readline WHERE member_id = accounts_user.id ORDER BY changed_at DESC LIMIT 1
        """,
        DateTimeField,
    ),
    "latest_post_at": (
        "SELECT last_post_at FROM topics_topic ORDER BY last_post_at DESC, id DESC LIMIT 1",
        DateTimeField,
    ),
    "has_mutes": (
        "EXISTS(SELECT 1 FROM follows_follow WHERE member_id = accounts_user.id AND state = 'muted')",
        BooleanField,
    ),
}


def moment_columns() -> dict[str, RawSQL]:
    """The fields of `Moments` as subqueries of a query of members; each looks at one entry of an index."""
    return {name: RawSQL(sql, (), kind()) for name, (sql, kind) in MOMENT_COLUMNS.items()}  # noqa: S611


def moments_of(member: User) -> Moments:
    """Those that the request has read with the bell, else those read now."""
    known: Callable[[], Moments] | None = getattr(member, MOMENTS, None)
    return known() if known is not None else _read_moments(member)


def has_mutes(reader: Reader) -> bool:
    """Whether the reader mutes or ignores anything."""
    return isinstance(reader, User) and moments_of(reader).has_mutes


def unread_days(member: User) -> int:
    known: Callable[[], int] | None = getattr(member, DAYS, None)
    return known() if known is not None else SiteSettings.current().unread_days


def keep_with(member: Any, *, moments: Callable[[], Moments], days: Callable[[], int]) -> None:
    """Let the reader of a request know these, which are asked for when they are needed."""
    setattr(member, MOMENTS, moments)
    setattr(member, DAYS, days)


def _read_moments(member: User) -> Moments:
    columns = moment_columns()
    rows = User.objects.filter(pk=member.pk).annotate(**columns).values_list(*columns)
    return Moments(*(rows.first() or (None, None, None, False)))


MOMENTS, DAYS = "known_moments", "known_unread_days"
