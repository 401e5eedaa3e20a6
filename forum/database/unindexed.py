from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


class UnindexedIn(In):
    """`column IN (…)`, for which SQLite takes no index: `filter(UnindexedIn(F("board_id"), ids))`.

    It prefers such an index to that of the order, and then sorts every row of the table for a page of thirty, with
    ANALYZE and without. PostgreSQL weighs the two by how many rows there are.
    """

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params
