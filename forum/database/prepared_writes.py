"""Rows that are written often, by statements that are put together once: see `prepared_queries`."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import AutoField, Model
from django.db.models.base import ModelState

from forum.database.direct_statements import execute, execute_all, written_rows
from forum.database.model_objects import is_made_plainly
from forum.database.prepared_queries import adapting_moments

Row = TypeVar("Row", bound=Model)

# Fields whose values go into the database as they are, if they are of this type exactly: Django asks each field five
# questions before it says so, which for a row takes longer than to write it.
AS_THEY_ARE: dict[type[Any], type] = {
    models.CharField: str,
    models.TextField: str,
    models.EmailField: str,
    models.BooleanField: bool,
    models.SmallIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.BigIntegerField: int,
    models.ForeignKey: int,
}


def writing(field: Any, *, add: bool) -> Callable[[Any], Any]:
    """What gives the database's value for a field of a row."""
    if type(field) in AS_THEY_ARE:
        return partial(_as_it_is, field, AS_THEY_ARE[type(field)], add)
    if type(field) is models.DateTimeField and not (field.auto_now or field.auto_now_add):
        return partial(_moment, field, add)
    return partial(_prepared, field, add)


def _as_it_is(field: Any, kind: type, add: bool, row: Any) -> Any:
    value = getattr(row, field.attname)
    if value is None or type(value) is kind:
        return value
    return value.value if isinstance(value, models.TextChoices) else _prepared(field, add, row)


def _moment(field: Any, add: bool, row: Any) -> Any:
    value = getattr(row, field.attname)
    if value is None:
        return None
    is_moment = type(value) is datetime and value.tzinfo
    return adapting_moments()(value) if is_moment else _prepared(field, add, row)


def _prepared(field: Any, add: bool, row: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=add), connection)


class PreparedInsert(Generic[Row]):
    """Inserts a row as `bulk_create` does, without signals.

    With `replaced` it sets these columns of a row that is there with the same key. With `ignores` it leaves out a row
    that cannot stand beside another; then nothing tells which rows were new.
    """

    def __init__(self, model: type[Row], replaced: Sequence[str] = (), *, ignores: bool = False) -> None:
        meta: Any = model._meta
        quote = connection.ops.quote_name
        if [field for field in meta.concrete_fields if field.has_db_default() and not field.has_default()]:
            raise ValueError("What the database chooses is not known here.")
        self.model, self.is_plain = model, is_made_plainly(model)
        chosen = {field.attname: field for field in meta.concrete_fields if callable(field.default)}
        self.defaults = [(name, field.default) for name, field in chosen.items() if field.has_default()]
        known = [field for field in meta.concrete_fields if field.attname not in dict(self.defaults)]
        self.constants = {field.attname: field.get_default() for field in known}
        # A key that the database counts is read from its answer; others are of the row already.
        self.counted_key = meta.pk.attname if isinstance(meta.pk, AutoField) else ""
        fields = [field for field in meta.concrete_fields if not field.generated]
        fields = [field for field in fields if field.attname != self.counted_key]
        self.values = [writing(field, add=True) for field in fields]
        names = ", ".join(quote(field.column) for field in fields)
        self.sql = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
        if replaced:
            columns = [quote(meta.get_field(name).column) for name in replaced]
            sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
            self.sql += f" ON CONFLICT ({quote(meta.pk.column)}) DO UPDATE SET {sets}"
        elif ignores:
            self.sql += " ON CONFLICT DO NOTHING"
        self.sql_for_many = self.sql
        if self.counted_key and not ignores:
            self.sql += f" RETURNING {quote(meta.pk.column)}"

    def new(self, **values: Any) -> Row:
        """A row as the model makes it of these, by the names of columns; it takes a quarter of the time."""
        if not self.is_plain:
            return self.model(**values)
        row = self.model.__new__(self.model)
        row._state = ModelState()
        own = vars(row)
        own.update(self.constants)
        for name, default in self.defaults:
            own[name] = values[name] if name in values else default()
        own.update(values)
        return row

    def insert(self, row: Row) -> None:
        values = [value_of(row) for value_of in self.values]
        if self.counted_key:
            [[number]] = written_rows(self.sql, values)
            setattr(row, self.counted_key, number)
        else:
            execute(self.sql, values)
        row._state.adding, row._state.db = False, connection.alias

    def insert_all(self, rows: Sequence[Row]) -> None:
        """Insert these, whose keys stay unknown where the database counts them."""
        if rows:
            values = [[value_of(row) for value_of in self.values] for row in rows]
            execute_all(self.sql_for_many, values)


class PreparedUpdate(Generic[Row]):
    """Saves these fields of a row that is there, as `save(update_fields=…)` does, without signals."""

    def __init__(self, model: type[Row], names: Sequence[str]) -> None:
        meta: Any = model._meta
        quote = connection.ops.quote_name
        fields = [meta.get_field(name) for name in names]
        self.values = [writing(field, add=False) for field in fields]
        self.key = meta.pk.attname
        sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        self.sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608

    def save(self, row: Row) -> None:
        values = [value_of(row) for value_of in self.values]
        execute(self.sql, [*values, getattr(row, self.key)])
