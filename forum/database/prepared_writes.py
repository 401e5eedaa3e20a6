"""Rows that are written often, by statements that are put together once: see `prepared_queries`."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import AutoField, Model

Row = TypeVar("Row", bound=Model)

# Fields whose values go into the database as they are, if they are of this type exactly: Django asks each field five
# questions before it says so, which for a row takes longer than to write it.
AS_THEY_ARE: dict[type[Any], type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.SmallIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.BigIntegerField: int,
    models.ForeignKey: int,
}


def written(row: Model, field: Any, *, add: bool) -> Any:
    """What the database gets for a field of a row."""
    if type(field) in AS_THEY_ARE:
        value = getattr(row, field.attname)
        if value is None or type(value) is AS_THEY_ARE[type(field)]:
            return value
    return field.get_db_prep_save(field.pre_save(row, add=add), connection)


class PreparedInsert(Generic[Row]):
    """Inserts a row as `bulk_create` does, without signals.

    With `replaced` it sets these columns of a row that is there with the same key.
    """

    def __init__(self, model: type[Row], replaced: Sequence[str] = ()) -> None:
        meta: Any = model._meta
        quote = connection.ops.quote_name
        if [field for field in meta.concrete_fields if field.has_db_default() and not field.has_default()]:
            raise ValueError("What the database chooses is not known here.")
        # A key that the database counts is read from its answer; others are of the row already.
        self.counted_key = meta.pk.attname if isinstance(meta.pk, AutoField) else ""
        fields = [field for field in meta.concrete_fields if not field.generated]
        self.fields = [field for field in fields if field.attname != self.counted_key]
        names = ", ".join(quote(field.column) for field in self.fields)
        self.sql = (
            f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(self.fields))})"  # noqa: S608
        )
        if replaced:
            columns = [quote(meta.get_field(name).column) for name in replaced]
            sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
            self.sql += f" ON CONFLICT ({quote(meta.pk.column)}) DO UPDATE SET {sets}"
        if self.counted_key:
            self.sql += f" RETURNING {quote(meta.pk.column)}"

    def insert(self, row: Row) -> None:
        values = [written(row, field, add=True) for field in self.fields]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            if self.counted_key:
                # To the last row: until then SQLite has not ended the statement.
                [[number]] = cursor.fetchall()
                setattr(row, self.counted_key, number)
        row._state.adding, row._state.db = False, connection.alias


class PreparedUpdate(Generic[Row]):
    """Saves these fields of a row that is there, as `save(update_fields=…)` does, without signals."""

    def __init__(self, model: type[Row], names: Sequence[str]) -> None:
        meta: Any = model._meta
        quote = connection.ops.quote_name
        self.fields = [meta.get_field(name) for name in names]
        self.key = meta.pk.attname
        sets = ", ".join(f"{quote(field.column)} = %s" for field in self.fields)
        self.sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608

    def save(self, row: Row) -> None:
        values = [written(row, field, add=False) for field in self.fields]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [*values, getattr(row, self.key)])
