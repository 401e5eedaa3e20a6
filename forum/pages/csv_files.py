"""Lists as CSV files for spreadsheets, written out row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

# A spreadsheet computes what begins so; a name or a reason may hold a formula that sends the rest of the sheet away.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Echo:
    def write(self, value: str) -> str:
        return value


def cell(value: Any) -> str:
    """The value as text that no spreadsheet computes. Numbers are ours and stay as they are."""
    if isinstance(value, int | float):
        return str(value)
    words = "" if value is None else str(value).replace("\x00", "")
    return f"'{words}" if words.startswith(FORMULAS) or words.lstrip().startswith(FORMULAS) else words


def csv_file(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download called `name`.csv, of rows that are read as they are sent."""

    def lines() -> Iterator[str]:
        writer = csv.writer(Echo())
        yield "\ufeff"  # without it, some spreadsheets take the letters for those of another alphabet
        yield writer.writerow([cell(value) for value in header])
        for row in rows:
            yield writer.writerow([cell(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
