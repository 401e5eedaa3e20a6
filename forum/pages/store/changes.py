"""What has changed on visitors' pages since one last looked: the rows of `page_change`, each read once."""

from collections.abc import Collection

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from forum.database.direct_statements import rows_of

MOST = 5_000  # after more changes than these all is thrown away

POSITION = {
    "sqlite": "SELECT MAX(id) FROM page_change",
    # Whatever has a smaller number has ended: transactions end in another order than they began.
    "postgresql": "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
}
# One statement, so that all of it is of one moment; PostgreSQL says with it, as a row without scope, how far that goes.
SINCE = {
    "sqlite": f"SELECT id, scope FROM page_change WHERE id > %s ORDER BY id LIMIT {MOST + 1}",  # noqa: S608
    "postgresql": f"{POSITION['postgresql']}, NULL UNION ALL"  # noqa: S608
    f" (SELECT id, scope FROM page_change WHERE xid >= %s LIMIT {MOST + 1})",
}
FORGET = {
    "sqlite": "DELETE FROM page_change WHERE id <= %s AND scope NOT IN ('on', 'off')",
    "postgresql": "DELETE FROM page_change WHERE xid < %s AND scope NOT IN ('on', 'off')",
}
STATE = "SELECT scope FROM page_change WHERE scope IN ('on', 'off') ORDER BY id DESC LIMIT 1"


class TriggersOff(DatabaseError):
    """As while migrations run: nobody says what changes."""


class Changes:
    """One reader of changes, and how far it has read."""

    def __init__(self) -> None:
        self.position: int | None = None
        self.seen: set[int] = set()

    def read(self) -> Collection[str] | None:
        """The scopes that have changed since the last call; None if that can't be said, as at first.

        Raise TriggersOff while nobody notes changes.
        """
        if self.position is None:
            if not are_on(connection):
                raise TriggersOff("the triggers are off")
            self.position, self.seen = position(), set()
            rows, _reached = self._rows()
            self.seen = {row_id for row_id, _scope in rows}
            return None
        rows, reached = self._rows()
        if len(rows) > MOST:
            self.position = None
            return self.read()
        scopes = {scope for row_id, scope in rows if row_id not in self.seen}
        if not scopes.isdisjoint({"on", "off"}):
            self.position = None
            return self.read()
        if reached is not None:
            # What ends from there on may be read again, and is known by its number.
            self.position, self.seen = reached, {row_id for row_id, _scope in rows}
        elif rows:
            self.position = rows[-1][0]
        return scopes

    def start_anew(self) -> None:
        self.position = None

    def _rows(self) -> tuple[list[tuple[int, str]], int | None]:
        """The rows since the position; on PostgreSQL the next position with them."""
        rows: list[tuple[int, str]] = []
        reached = None
        for number, scope in rows_of(SINCE[connection.vendor], [self.position]):
            if scope is None:
                reached = int(number)
            else:
                rows.append((number, scope))
        return rows, reached


def are_on(used: BaseDatabaseWrapper) -> bool:
    """Whether all triggers are there, as far as has been said."""
    with used.cursor() as cursor:
        cursor.execute(STATE)
        return bool(cursor.fetchone() == ("on",))


def position() -> int:
    with connection.cursor() as cursor:
        cursor.execute(POSITION[connection.vendor])
        (number,) = cursor.fetchone()
        return int(number or 0)


def forget(before: int) -> None:
    """Delete what was written before this position."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET[connection.vendor], [before])
