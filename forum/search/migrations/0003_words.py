"""Where the words of posts are kept: each database has its own way."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The words come as `forum.search.analysis` has made them, so nothing is folded or cut again. `scope` has what a search
# can be narrowed to, such as "a12" for the member 12.
SQLITE = """
    CREATE VIRTUAL TABLE search_words USING fts5(
        title, text, exact, scope, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
    )
"""


def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0002_documents"),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
