"""The table of the forum's version: see `forum/site/forum_version.py`.

It has no model: only the triggers of `forum/pages/store/triggers.py` write to it, in a way of its own for each database.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from forum.site.forum_version import OFF, TABLE


def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"CREATE TABLE {TABLE} (slot integer PRIMARY KEY, number bigint)")
    # There are no triggers yet.
    schema_editor.execute(OFF)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("site", "0030_known_places")]

    operations = [migrations.RunPython(create, drop)]
