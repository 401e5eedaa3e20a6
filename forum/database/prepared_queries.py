"""Queries that Django puts together once, and that are asked again with other values.

Putting together what each page asks takes ten times as long as asking it.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from forum.database.direct_statements import number_type, rows_of
from forum.database.model_objects import make_quickly, making

Value = int | datetime | str
Row = TypeVar("Row", bound=Model)
Asked = TypeVar("Asked", int, str)

# What stands for a moment, and from where on for numbers: small enough for every column, and nothing real.
MOMENT = datetime(9111, 11, 11, 11, 11, 11, 111111, tzinfo=UTC)
FIRST_NUMBER = 2_111_111_111


def stand_ins(count: int) -> list[int]:
    """Numbers to put together a query with."""
    return [FIRST_NUMBER + n for n in range(count)]


def padded(values: Collection[Asked]) -> list[Asked]:
    """The values, and the first of them again until they are 4, 8, 16 …: then a few queries serve for any number."""
    wanted = list(values)
    size = 4
    while size < len(wanted):
        size *= 2
    return wanted + wanted[:1] * (size - len(wanted))


class PreparedQuery:
    """The query of these rows, which was put together with stand-ins.

    Its rows are as the database gives them: SQLite has numbers for what is true, and both have texts for JSON.
    """

    sql: str | None  # None where there can be no rows

    def __init__(self, rows: QuerySet[Any, Any], stand_ins: Sequence[Value] = ()) -> None:
        try:
            self.sql, self.params = rows.query.sql_with_params()
        except EmptyResultSet:  # such as what is on boards that somebody sees, who sees none
            self.sql = None
            return
        places = {_adapted(stand_in): place for place, stand_in in enumerate(stand_ins)}
        self.places = {n: places[param] for n, param in enumerate(self.params) if param in places}
        if set(self.places.values()) != set(range(len(stand_ins))):
            raise ValueError("A stand-in is not in the query.")

    def rows(self, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Ask with these in the places of the stand-ins."""
        if self.sql is None:
            return []
        params, number = list(self.params), number_type()
        for n, place in self.places.items():
            value = values[place]
            # A list asks for thirty numbers, and most often they are what they are to be.
            if type(value) is not number:
                value = number(value) if isinstance(value, int) else _adapted(value)
            params[n] = value
        return rows_of(self.sql, params)


def _adapted(value: Value) -> Any:
    return adapting_moments()(value) if isinstance(value, datetime) else value


@cache
def adapting_moments() -> Callable[[datetime], Any]:
    """What makes of a moment what the database has for it. It asks no connection, so all threads have the same."""
    adapt: Callable[[datetime], Any] = connection.ops.adapt_datetimefield_value
    return adapt


class PreparedValues(PreparedQuery):
    """The same with what Python has for the values: moments and truths. For rows of `values_list`."""

    def __init__(self, rows: QuerySet[Any, Any], stand_ins: Sequence[Value] = ()) -> None:
        super().__init__(rows, stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        compiler.pre_sql_setup()
        self.converters = converters_of(compiler, len(compiler.select))

    def rows(self, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        return [tuple(converted(row, self.converters)) for row in super().rows(values)]


class PreparedObjects(Generic[Row]):
    """The same for the objects of a model, with all columns that the rows have and nothing that is joined."""

    def __init__(self, rows: QuerySet[Row], stand_ins: Sequence[Value] = ()) -> None:
        self.model, self.query = rows.model, PreparedQuery(rows, stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        compiler.pre_sql_setup()
        columns = [column for column, _sql, _alias in compiler.select]
        self.columns = [sql for _column, (sql, _params), _alias in compiler.select]
        self.names = [column.target.attname for column in columns]
        self.converters = converters_of(compiler, len(columns))
        self.made = making(self.model)

    def objects(self, values: Sequence[Value] = ()) -> list[Row]:
        return [self.object_of(row) for row in self.query.rows(values)]

    def first(self, values: Sequence[Value] = ()) -> Row | None:
        return next(iter(self.objects(values)), None)

    def object_of(self, row: Sequence[Any]) -> Row:
        """The object from what the database gave for `columns`, in this query or in another."""
        return self.made("default", self.names, converted(row, self.converters))


class PreparedJoins(PreparedObjects[Row]):
    """The same with what is joined by `select_related`, and with what is annotated; columns may be deferred."""

    def __init__(self, rows: QuerySet[Row], stand_ins: Sequence[Value] = ()) -> None:
        self.query = PreparedQuery(rows, stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        compiler.pre_sql_setup()
        described = compiler.klass_info
        self.model, fields = described["model"], described["select_fields"]
        self.own = slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, _sql, _alias in compiler.select[self.own]]
        self.joined = get_related_populators(described, compiler.select, "default")  # type: ignore[call-arg]
        make_quickly(self.joined)
        self.annotated = list(compiler.annotation_col_map.items())
        self.converters = converters_of(compiler, len(compiler.select))
        self.made = making(self.model)

    def object_of(self, row: Sequence[Any]) -> Row:
        values = converted(row, self.converters)
        found = self.made("default", self.names, values[self.own])
        for joined in self.joined:
            joined.populate(values, found)
        for name, place in self.annotated:
            setattr(found, name, values[place])
        return found


Converters = list[tuple[int, tuple[list[Any], Any]]]  # by the place of a column: how, and of which expression


def converters_of(compiler: Any, count: int) -> Converters:
    """How the first columns of a compiled query become what Python has for them."""
    columns = [column for column, _sql, _alias in compiler.select[:count]]
    return list(compiler.get_converters(columns).items())


def converted(row: Sequence[Any], converters: Converters) -> list[Any]:
    """The values of a row of the database as Python has them. Nothing stays nothing, whatever its kind."""
    values = list(row)
    for place, (converting, column) in converters:
        if values[place] is None:
            continue
        for convert in converting:
            values[place] = convert(values[place], column, connection)
    return values
