"""What a member's request reads first, in one query: their session, themselves, their groups, the forum's version.

Who a session belongs to stands in it, signed. This process remembers it by the session's key, and so reads the member
with the session; where it was wrong or did not know, the member is read by what the session says, as ever.
"""

from dataclasses import dataclass
from functools import cache

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts import members_with_groups
from accounts.models import User
from forum.database.direct_statements import rows_of
from forum.database.prepared_queries import MOMENT, PreparedObjects
from forum.site.forum_version import VERSION

MOST = 10_000  # sessions whose members are remembered

_members: dict[str, int] = {}


@dataclass(frozen=True)
class SessionRow:
    session: Session
    version: str | None
    member: User | None


def read(key: str) -> SessionRow | None:
    """The session with this key, unless it has expired."""
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = rows_of(_query(connection.vendor), [_members.get(key, 0), key, moment])
    if not rows:
        return None
    [row] = rows
    version, number, rest = row[0], row[1], row[2:]
    width = len(_sessions().columns)
    return SessionRow(
        session=_sessions().object_of(rest[:width]),
        version=version,
        member=members_with_groups.member_of(rest[width:]) if number is not None else None,
    )


def remember(key: str, member: int) -> None:
    """Whose session it is."""
    if _members.get(key) != member:
        if len(_members) >= MOST:
            _members.clear()
        _members[key] = member


@cache
def _query(vendor: str) -> str:
    columns = f"{', '.join(_sessions().columns)}, {members_with_groups.columns()}"
    return (
        f"SELECT ({VERSION}), accounts_user.id, {columns} FROM django_session "  # noqa: S608
        "LEFT JOIN accounts_user ON accounts_user.id = %s WHERE session_key = %s AND expire_date > %s"
    )


@cache
def _sessions() -> PreparedObjects[Session]:
    return PreparedObjects(Session.objects.filter(expire_date__gt=MOMENT), [MOMENT])
