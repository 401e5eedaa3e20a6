"""The email addresses of the old forum's members, by which they can claim what they wrote.

No archive of pages has them. The old forum's administrators export a list of its users: a CSV, or the JSON of its API.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from forum.importing.records import LARGEST_ID

NEEDED = {"id", "email", "active"}


class AddressesError(Exception):
    """A file that is no such list."""


def addresses_in(file: Path) -> dict[str, str]:
    """The confirmed addresses, by the keys of their members. Raise AddressesError if it isn't a list of users.

    One that was never confirmed there may be somebody else's, so it is left out.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise AddressesError(str(error)) from error
    try:
        data = json.loads(content)
        rows = data if isinstance(data, list) else data.get("users") if isinstance(data, dict) else None
    except (ValueError, RecursionError):
        rows = _lines_of(content.decode("utf-8-sig", "replace"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AddressesError(str(file))
    if not rows or not any(row.keys() >= NEEDED for row in rows):
        raise AddressesError(str(file))
    return dict(_confirmed(rows))


def _lines_of(text: str) -> list[dict[str, Any]]:
    try:
        return [
            {key: value for key, value in row.items() if key} for row in csv.DictReader(io.StringIO(text))
        ]
    except csv.Error:
        return []


def _confirmed(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    for row in rows:
        number, address = str(row.get("id") or "").strip(), row.get("email")
        is_number = number.isascii() and number.isdigit() and len(number) <= len(str(LARGEST_ID))
        is_theirs = _is_true(row.get("active")) and not _is_true(row.get("staged"))
        if is_number and is_theirs and isinstance(address, str) and "@" in address and "\x00" not in address:
            yield str(int(number)), address.strip()


def _is_true(value: object) -> bool:
    return value is True or str(value).strip().casefold() in {"true", "t", "yes", "1"}
