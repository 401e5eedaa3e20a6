"""The database before the forum opens: reachable, not newer than the code, and migrated."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.database import sqlite_driver
from forum.pages.store import triggers


def refuse_unusable_database() -> None:
    """Connect, and on SQLite take the write lock once, which fails if the file can only be read."""
    try:
        with transaction.atomic():
            connection.ensure_connection()
    except (Error, ImproperlyConfigured) as error:
        first_line = str(error).strip().partition("\n")[0]
        raise CommandError(_("The database can’t be used: %s") % first_line) from error


def refuse_database_in_memory() -> None:
    """A database in memory would be another one in each process."""
    used = connections[DEFAULT_DB_ALIAS]
    if isinstance(used, SQLite) and used.is_in_memory_db():
        raise CommandError(_("DATABASE_URL names a database in memory. A forum needs a file or a server."))


def refuse_newer_database(loader: MigrationLoader) -> None:
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    unknown = sorted(set(loader.applied_migrations) - known)
    if unknown:
        raise CommandError(
            _("The database comes from a newer version of the forum (it has %s). Start that version instead.")
            % ".".join(unknown[-1])
        )


def migrate(say: Callable[[str], None]) -> None:
    executor = MigrationExecutor(connection)
    refuse_newer_database(executor.loader)
    # `migrate` with nothing to do still takes most of a second; most starts have nothing to do.
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        steps = ngettext("%d step", "%d steps", len(plan)) % len(plan)
        say(_("Preparing the database (%s) …") % steps)
        call_command("migrate", interactive=False, verbosity=0)
    else:
        # Which `migrate` does otherwise: this version may have others without a migration.
        triggers.install(connection)
    call_command("createcachetable", verbosity=0)


def sqlite_caution() -> str:
    """Return a sentence for the owner if this SQLite can, rarely, damage a busy file."""
    if connection.vendor != "sqlite" or sqlite_driver.is_sound():
        return ""
    return _(
        "Note: SQLite %(version)s has a rare bug that can damage a busy database (fixed in 3.51.3). "
        "Keep backups, or use PostgreSQL."
    ) % {"version": sqlite_driver.version()}
