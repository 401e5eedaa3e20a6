"""The words of posts in PostgreSQL, beside what else a search asks of a post."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# PostgreSQL moves a value out of its row only where the row is larger than 2,000 bytes, which few posts are. With their
# words in them, a search that reads 100,000 rows reads all of the table: 1 GB at a million posts, 130 MB without them.
# So each row is made that large by blanks, which take 30 bytes when they are compressed. They are made anew with the words,
# and no backup holds them.
CREATE = """
    ALTER TABLE search_searchdocument
        ADD COLUMN words tsvector,
        ADD COLUMN title_words tsvector,
        ADD COLUMN filler text GENERATED ALWAYS AS (repeat(' ', 2048 + 0 * length(words))) STORED;
    ALTER TABLE search_searchdocument ALTER COLUMN words SET STORAGE EXTERNAL;
    ALTER TABLE search_searchdocument ALTER COLUMN title_words SET STORAGE PLAIN;
    ALTER TABLE search_searchdocument SET (toast_tuple_target = 128);
    CREATE INDEX search_document_words ON search_searchdocument USING gin (words);
"""
DROP = """
    ALTER TABLE search_searchdocument DROP COLUMN filler, DROP COLUMN title_words, DROP COLUMN words;
    ALTER TABLE search_searchdocument RESET (toast_tuple_target);
"""


def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_words")]

    operations = [migrations.RunPython(create, drop)]
