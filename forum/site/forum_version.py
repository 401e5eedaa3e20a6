"""The version of what is the same for all readers and seldom changes: boards, permissions, the settings of the site.

Each change gives it another value, in its own transaction, by triggers (`forum/pages/store/triggers.py`): whoever makes
it, a page, a command, the owner in a shell. So what was read under a version is what the database holds while that is
still the version, and a process keeps it in memory; the version comes with a query that is made anyway.

It is drawn by lot and not counted. A number that was counted would come again, for something else, after a transaction
was rolled back or a backup restored.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from forum.database.direct_statements import rows_of

Thing = TypeVar("Thing")

TABLE = "forum_version"
# As an expression in any query. There is none while triggers are off, as during migrations: then nothing is kept.
VERSION = "SELECT CASE WHEN COUNT(*) = COUNT(number) THEN CAST(SUM(number) AS text) END FROM forum_version"
OFF = "INSERT INTO forum_version (slot, number) VALUES (-1, NULL) ON CONFLICT (slot) DO NOTHING"
ON = "DELETE FROM forum_version WHERE slot = -1"
RENEW = {
    "sqlite": """INSERT INTO forum_version (slot, number) VALUES (0, random())
        ON CONFLICT (slot) DO UPDATE SET number = excluded.number""",
    # A row for each of some connections, and the version is their sum: with one row for all, two transactions that
    # change something would wait for each other, and could do so for ever.
    "postgresql": """INSERT INTO forum_version (slot, number)
        VALUES (pg_backend_pid() % 64, (random() * 9007199254740992)::bigint)
        ON CONFLICT (slot) DO UPDATE SET number = excluded.number""",
}


def read_version() -> str | None:
    """The version as it is now."""
    version: str | None
    [[version]] = rows_of(VERSION)
    return version


class InMemory(Generic[Thing]):
    """Something that changes with the version, as this process has read it last. Who gets it must not change it.

    `read` reads it and the version in one statement, which sees both as of one moment.
    """

    def __init__(self, read: Callable[[], tuple[str | None, Thing]]) -> None:
        self.read = read
        self.kept: tuple[str | None, Thing] | None = None  # replaced as a whole, so threads need no lock

    def under(self, version: str | None) -> Thing:
        kept = self.kept
        if version is not None and kept is not None and kept[0] == version:
            return kept[1]
        self.kept = kept = self.read()
        return kept[1]
