"""The forum that a restore would replace: whether it is in use, and whether there is anything in it."""

from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django.utils.translation import gettext as _

from forum import media_folder
from forum.backups.restoring import postgresql
from forum.backups.restoring.switching import sqlite_file
from forum.database import sqlite_driver
from forum.running_lock import FolderInUse

# With a row in any of these, somebody has begun to use the forum. Its first start makes one member, the administrator.
TELLING = ("boards_board", "topics_topic", "posts_post")


def refuse_in_use() -> None:
    """Raise FolderInUse if any other program uses the database, on whatever machine it runs."""
    if connection.vendor == "postgresql":
        is_in_use = postgresql.other_connections() > 0
    else:
        is_in_use = sqlite_file().exists() and _is_open_elsewhere(sqlite_file())
    if is_in_use:
        raise FolderInUse(_("Another program is using the database. Stop the forum first, on every machine."))


def _is_open_elsewhere(path: Path) -> bool:
    connection.close()
    driver: Any = sqlite_driver.driver()
    with closing(driver.connect(str(path), timeout=0.5, isolation_level=None)) as own:
        try:
            # Leaving WAL mode takes the file for oneself alone; Django returns to it when it connects.
            own.execute("PRAGMA journal_mode=DELETE").fetchone()
        except driver.OperationalError as error:
            return "locked" in str(error)
        except driver.DatabaseError:
            return False  # it is damaged, which is a reason to restore
    return False


def is_empty() -> bool:
    """Whether nothing would be lost: no boards, topics or posts, one member at most, no pictures."""
    folder = media_folder.folder()
    if folder.is_dir() and any(folder.iterdir()):
        return False
    if connection.vendor == "sqlite" and not sqlite_file().exists():
        return True
    try:
        with connection.cursor() as cursor:
            tables = set(connection.introspection.table_names(cursor))
            for table in tables.intersection(TELLING):
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    return False
            if "accounts_user" in tables:
                cursor.execute("SELECT 1 FROM accounts_user LIMIT 2")
                return len(cursor.fetchall()) < 2
            return True
    except Error:
        # Nobody can say what is in a damaged database.
        return False
    finally:
        connection.close()
