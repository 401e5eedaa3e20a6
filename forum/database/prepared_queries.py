"""Queries that Django puts together once, and that are asked again with other values.

Putting together what each page asks takes ten times as long as asking it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Value = int | datetime | str
Row = TypeVar("Row", bound=Model)

# What stands for a moment, and from where on for numbers: small enough for every column, and nothing real.
MOMENT = datetime(9111, 11, 11, 11, 11, 11, 111111, tzinfo=UTC)
FIRST_NUMBER = 2_111_111_111


def stand_ins(count: int) -> list[int]:
    """Numbers to put together a query with."""
    return [FIRST_NUMBER + n for n in range(count)]


class PreparedQuery:
    """The query of these rows, which was put together with stand-ins.

    Its rows are as the database gives them: SQLite has numbers for what is true, and both have texts for JSON.
    """

    def __init__(self, rows: QuerySet[Any, Any], stand_ins: Sequence[Value] = ()) -> None:
        self.sql, self.params = rows.query.sql_with_params()
        places = {_adapted(stand_in): place for place, stand_in in enumerate(stand_ins)}
        self.places = {n: places[param] for n, param in enumerate(self.params) if param in places}
        if set(self.places.values()) != set(range(len(stand_ins))):
            raise ValueError("A stand-in is not in the query.")

    def rows(self, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Ask with these in the places of the stand-ins."""
        params = list(self.params)
        for n, place in self.places.items():
            params[n] = _adapted(values[place])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return list(cursor.fetchall())


def _adapted(value: Value) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class PreparedObjects(Generic[Row]):
    """The same for the objects of a model, with all columns that the rows have and nothing that is joined."""

    def __init__(self, rows: QuerySet[Row], stand_ins: Sequence[Value] = ()) -> None:
        self.model, self.query = rows.model, PreparedQuery(rows, stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        compiler.pre_sql_setup()
        columns = [column for column, _sql, _alias in compiler.select]
        self.columns = [sql for _column, (sql, _params), _alias in compiler.select]
        self.names = [column.target.attname for column in columns]
        self.converters = list(compiler.get_converters(columns).items())

    def objects(self, values: Sequence[Value] = ()) -> list[Row]:
        return [self.object_of(row) for row in self.query.rows(values)]

    def first(self, values: Sequence[Value] = ()) -> Row | None:
        return next(iter(self.objects(values)), None)

    def object_of(self, row: Sequence[Any]) -> Row:
        """The object from what the database gave for `columns`, in this query or in another."""
        return self.model.from_db("default", self.names, self._converted(row))

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        converted = list(row)
        for place, (converters, column) in self.converters:
            for converter in converters:
                converted[place] = converter(converted[place], column, connection)
        return converted
