"""The table into which triggers write what has changed on visitors' pages: see `forum/pages/store/triggers.py`.

It has no model: only triggers write to it, and on PostgreSQL it has a column that Django has no field for.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = {
    "sqlite": ["CREATE TABLE page_change (id integer PRIMARY KEY AUTOINCREMENT, scope text NOT NULL)"],
    # Transactions end in another order than they began, so here rows are found by the number of theirs.
    "postgresql": [
        """CREATE TABLE page_change (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
            scope text NOT NULL)""",
        "CREATE INDEX page_change_xid ON page_change (xid)",
    ],
}


def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for sql in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE page_change")


class Migration(migrations.Migration):
    initial = True

    operations = [migrations.RunPython(create, drop)]
