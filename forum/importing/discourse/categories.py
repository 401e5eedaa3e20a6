"""What the categories of another forum are called. Most archives hold only their numbers."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from forum.importing.discourse.json_records import Record, words
from forum.importing.records import LARGEST_ID, Category

FILES = ("categories.json", "site.json")
OPTION = re.compile(r"\s*(-?\d{1,15})\s*=\s*(\S.*)", re.DOTALL)


class CategoriesError(Exception):
    """A file or an option that names no categories."""


def categories_of(archive: Path) -> dict[int, Category]:
    """What the archive itself says of its categories, if it does."""
    categories: dict[int, Category] = {}
    for file in FILES:
        try:
            categories |= dict(_in_json(json.loads((archive / file).read_bytes())))
        except (OSError, ValueError, RecursionError):
            continue
    return categories


def categories_in(file: Path) -> dict[int, Category]:
    """The categories that a file names: Discourse's categories.json, a list {"5": "Name"}, or lines like 5,Name.

    Raise CategoriesError if it names none.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CategoriesError(str(error)) from error
    try:
        categories = dict(_in_json(json.loads(content)))
    except (ValueError, RecursionError):
        categories = dict(_in_lines(content.decode("utf-8-sig", "replace")))
    if not categories:
        raise CategoriesError(str(file))
    return categories


def categories_named(options: Iterable[str]) -> dict[int, Category]:
    """`5=Name` for each; raise CategoriesError for one that is different."""
    categories: dict[int, Category] = {}
    for option in options:
        match = OPTION.fullmatch(option)
        if not match:
            raise CategoriesError(option)
        categories[int(match[1])] = Category(" ".join(match[2].split()))
    return categories


def _in_json(data: Any) -> Iterable[tuple[int, Category]]:
    if isinstance(data, Mapping) and not {"category_list", "categories"} & set(data):
        for key, name in data.items():
            if OPTION.fullmatch(f"{key}=x") and isinstance(name, str) and name.strip():
                yield int(key), Category(" ".join(name.split()))
        return
    for record in _records(data):
        number = record.get("id") if isinstance(record, dict) else None
        if isinstance(number, int) and not isinstance(number, bool) and abs(number) < LARGEST_ID:
            yield number, _category(record)
            yield from _in_json(record.get("subcategory_list") or [])


def _category(record: Record) -> Category:
    return Category(
        words(record, "name").strip(),
        words(record, "slug"),
        " ".join(words(record, "description_text").split())[:300],
        record.get("read_restricted") is True,
    )


def _records(data: Any) -> list[Any]:
    """The list of categories, however deep it lies."""
    while isinstance(data, dict):
        data = data.get("category_list", data.get("categories"))
    return data if isinstance(data, list) else []


def _in_lines(text: str) -> Iterable[tuple[int, Category]]:
    separator = next((sign for sign in ("\t", ";", ",", "=") if sign in text), ",")
    for row in csv.reader(io.StringIO(text), delimiter=separator):
        if len(row) > 1 and OPTION.fullmatch(f"{row[0]}=x") and row[1].strip():
            yield int(row[0]), Category(" ".join(row[1].split()))
