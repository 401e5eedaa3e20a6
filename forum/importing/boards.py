"""Boards for the categories of another forum."""

from collections.abc import Container, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.importing.archive import Archive
from forum.importing.contents import Contents
from forum.importing.models import Import, OldAddress, OldForum
from forum.importing.old_addresses import save_addresses
from forum.importing.records import Category
from forum.importing.report import Report
from forum.markup.unicode_text import slug_of, visible_line
from forum.site.slugs import key_of


class AmbiguousParent(Exception):
    """Several boards go by the name that was given."""


@transaction.atomic
def import_boards(
    archive: Archive,
    forum: OldForum,
    named: Mapping[int, Category],
    contents: Contents,
    needed: Container[int],
    parent: Board | None,
    report: Report,
) -> dict[int, int]:
    """Open a board for each category that is needed and has none; return the id here of each, by its number there.

    One that staff have deleted is opened again only if there are topics still to come.
    """
    rows = Import.objects.filter(source=forum.source, kind="board")
    here = set(Board.objects.filter(pk__in=rows.values("local_id")).values_list("pk", flat=True))
    known = {int(row.foreign_id): row.local_id for row in rows if row.local_id in here}
    addresses = []
    for category_id, title in sorted(contents.categories.items()):
        category = named.get(category_id) or Category(title)
        if category_id in known:
            name_numbered_board(known[category_id], category_id, category)
        elif category_id in needed:
            known[category_id] = open_board(category_id, category, parent).pk
            Import.objects.update_or_create(
                source=forum.source,
                kind="board",
                foreign_id=str(category_id),
                defaults={"local_id": known[category_id]},
            )
            report.count("boards")
        else:
            continue
        if not category.name and category_id > 0:
            report.count("unnamed")
        addresses += [
            OldAddress(forum=forum, path=path, board_id=known[category_id])
            for path in archive.category_addresses(category_id, category)
        ]
    save_addresses(addresses)
    return known


def open_board(category_id: int, category: Category, parent: Board | None) -> Board:
    name = visible_line(category.name) or number_name(category_id)
    last = Board.objects.aggregate(last=Max("position"))["last"] or 0
    board = Board.objects.create(
        name=name[:80],
        slug=free_slug(slug_of(category.slug or name, 70) or f"category-{category_id}"),
        description=visible_line(category.description),
        parent=parent,
        position=last + 1,
    )
    apply_preset(board, Preset.STAFF if category.is_restricted else Preset.PUBLIC)
    return board


def number_name(category_id: int) -> str:
    return _("Category %(number)d") % {"number": category_id} if category_id > 0 else _("Imported topics")


def name_numbered_board(board_id: int, category_id: int, category: Category) -> None:
    """Name a board that had only its number so far; what staff have called it stays."""
    if name := visible_line(category.name):
        numbered = Board.objects.filter(pk=board_id, name=number_name(category_id))
        if numbered.update(name=name[:80]):
            Board.objects.filter(pk=board_id, description="").update(description=category.description)


def free_slug(base: str) -> str:
    base = base[:70].strip("-")
    number = 2
    slug = base
    while Board.objects.filter(slug_key=key_of(slug)).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def find_or_open_parent(name: str) -> Board:
    """The board of this name or address, opened as a heading where there is none.

    Raise AmbiguousParent if several boards are called so.
    """
    boards = list(Board.objects.filter(slug=name)) or list(Board.objects.filter(name__iexact=name))
    if len(boards) > 1:
        raise AmbiguousParent
    if boards:
        return boards[0]
    last = Board.objects.aggregate(last=Max("position"))["last"] or 0
    slug = free_slug(slug_of(name, 70) or "imported")
    board = Board.objects.create(name=name[:80], slug=slug, position=last + 1, takes_topics=False)
    apply_preset(board, Preset.PUBLIC)
    return board
