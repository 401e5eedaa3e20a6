"""Boards for the categories of another forum."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from forum.boards.models import Board, Preset
from forum.boards.opening import open_as
from forum.markup.signs import slug_of
from forum.transfer.discourse.planning import Contents
from forum.transfer.discourse.records import words
from forum.transfer.models import Import
from forum.transfer.reporting import Report

FILES = ("categories.json", "site.json")


class UnclearParent(Exception):
    """Several boards go by the name that was given."""


@dataclass(frozen=True)
class Category:
    name: str = ""
    slug: str = ""
    description: str = ""
    is_restricted: bool = False


def named_categories(path: Path) -> dict[int, Category]:
    """What the archive itself says of its categories, if it does: most hold only their numbers."""
    found: dict[int, Category] = {}
    for file in FILES:
        try:
            data = json.loads((path / file).read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        for record in records_in(data):
            if isinstance(record, dict) and isinstance(record.get("id"), int):
                found[record["id"]] = Category(
                    words(record, "name").strip(),
                    words(record, "slug"),
                    " ".join(words(record, "description_text").split())[:300],
                    record.get("read_restricted") is True,
                )
    return found


def records_in(data) -> list:
    """The list of categories, however deep it lies."""
    while isinstance(data, dict):
        data = data.get("category_list", data.get("categories"))
    return data if isinstance(data, list) else []


@transaction.atomic
def bring_boards(
    source: str, path: Path, contents: Contents, parent: Board | None, report: Report
) -> dict[int, int]:
    """Open a board for each category that has none yet; answer the id here of each, by its number there."""
    rows = Import.objects.filter(source=source, kind="board")
    known = {int(there): here for there, here in rows.values_list("foreign_id", "local_id")}
    named = named_categories(path)
    for category_id, title in sorted(contents.categories.items()):
        if category_id not in known:
            category = named.get(category_id) or Category(title)
            board = opened(category_id, category, parent)
            Import.objects.create(source=source, kind="board", foreign_id=str(category_id), local_id=board.pk)
            known[category_id] = board.pk
            report.count("boards")
    return known


def opened(category_id: int, category: Category, parent: Board | None) -> Board:
    number = {"number": category_id}
    name = category.name or (_("Category %(number)d") % number if category_id > 0 else _("Imported topics"))
    last = Board.objects.aggregate(last=Max("position"))["last"] or 0
    board = Board.objects.create(
        name=name[:80],
        slug=free_slug(slug_of(category.slug or name, 70) or f"category-{category_id}"),
        description=category.description,
        parent=parent,
        position=last + 1,
    )
    open_as(board, Preset.STAFF if category.is_restricted else Preset.PUBLIC)
    return board


def free_slug(wanted: str) -> str:
    wanted = wanted[:70].strip("-")
    taken = set(Board.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


@transaction.atomic
def parent_named(name: str) -> Board:
    """The board of this name or address, opened as a heading where there is none.

    Raises UnclearParent where several boards are called so.
    """
    found = list(Board.objects.filter(slug=name)) or list(Board.objects.filter(Q(name__iexact=name)))
    if len(found) > 1:
        raise UnclearParent
    if found:
        return found[0]
    last = Board.objects.aggregate(last=Max("position"))["last"] or 0
    slug = free_slug(slug_of(name, 70) or "imported")
    board = Board.objects.create(name=name[:80], slug=slug, position=last + 1, takes_topics=False)
    open_as(board, Preset.PUBLIC)
    return board
