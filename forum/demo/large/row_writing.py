"""Many rows of a table at once: a plan says what differs, and a model instance all the rest.

So a column that is added to a table some day needs nothing here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from types import MappingProxyType
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, CharField, DateTimeField, Field, Model, TextField

AT_ONCE = 25_000  # rows in one transaction
CACHE = (
    400_000  # kB of memory in which SQLite keeps what it writes, instead of reading it from the file again
)

Row = Sequence[int | str | None]


def write_rows(
    template: Model,
    names: Sequence[str],
    rows: Iterable[Row],
    *,
    joined: str = "",
    expressions: Mapping[str, str] = MappingProxyType({}),
    texts: Collection[str] = (),
    report: Callable[[int], None] = lambda count: None,
) -> None:
    """Write a row like `template` for each that is planned.

    Names that are columns of the table are written to it, with moments as seconds and booleans as 0 and 1. The others,
    numbers unless they are among `texts`, are for the `expressions` of columns, which may name what is `joined`, too.
    """
    fields = {
        field.column: field
        for field in template._meta.concrete_fields
        if field.column and not getattr(field, "generated", False)
    }
    types = [f'"{name}" {_type_of(fields.get(name), name in texts)}' for name in names]
    chosen = {name: _value_of(fields[name]) for name in names if name in fields} | dict(expressions)
    rest = [
        field
        for column, field in fields.items()
        if column not in chosen
        and not (field.primary_key and field.get_internal_type().endswith("AutoField"))
    ]
    columns = ", ".join(f'"{column}"' for column in [*chosen, *(field.column for field in rest)])
    values = ", ".join([*chosen.values(), *(["%s"] * len(rest))])
    constants = [
        field.get_db_prep_save(getattr(template, field.attname), connection=connection) for field in rest
    ]
    insert = f'INSERT INTO "{template._meta.db_table}" ({columns}) SELECT {values} FROM planned {joined}'  # noqa: S608
    coming = iter(rows)
    while batch := list(islice(coming, AT_ONCE)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE planned ({', '.join(types)})")
            fill_table(cursor, "planned", len(names), batch)
            cursor.execute(insert, constants)
            cursor.execute("DROP TABLE planned")
        report(len(batch))


def fill_table(cursor: CursorWrapper, table: str, width: int, rows: Sequence[Row]) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * width)})", rows)  # noqa: S608


def advance_sequences(models: Sequence[type[Model]]) -> None:
    """Tell PostgreSQL that rows were written with ids of our choice."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@contextmanager
def large_cache() -> Iterator[None]:
    """Give SQLite more memory meanwhile."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [before] = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before}")
            cursor.execute("PRAGMA shrink_memory")


def _type_of(field: "Field[Any, Any] | None", is_text: bool) -> str:
    return "text" if is_text or isinstance(field, (CharField, TextField)) else "bigint"


def _value_of(field: "Field[Any, Any]") -> str:
    planned = f'planned."{field.column}"'
    if isinstance(field, BooleanField):
        return f"{planned} <> 0"
    if not isinstance(field, DateTimeField):
        return planned
    return (
        f"to_timestamp({planned})"
        if connection.vendor == "postgresql"
        else f"datetime({planned}, 'unixepoch')"
    )
