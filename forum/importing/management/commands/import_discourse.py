import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from forum.importing.boards import AmbiguousParent, find_or_open_parent
from forum.importing.discourse.categories import CategoriesError, categories_in, categories_named
from forum.importing.discourse.finding_archives import NoArchive, archive_in
from forum.importing.discourse.member_addresses import AddressesError, addresses_in
from forum.importing.import_run import ImportRun
from forum.importing.models import Import
from forum.importing.records import Category
from forum.importing.report_lines import report_lines
from forum.importing.storing import OtherImportRunning
from forum.long_commands import progress_bar


class Command(BaseCommand):
    help = (
        "Import an archive of a Discourse forum. You can stop it at any time and run it again, also with an archive "
        "that has grown: nothing is imported twice. No one is notified."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path",
            type=Path,
            help="the folder: topics as json/*.json, topics/*.json or ID.json, with their Markdown as raw/*.md; or "
            "posts.jsonl; or posts/ with a file for each post",
        )
        parser.add_argument("--board", default="", help="the board to import into")
        parser.add_argument("--limit", type=int, help="import only this many topics")
        parser.add_argument("--name", default="", help="the old forum’s host, if the archive doesn’t name it")
        parser.add_argument(
            "--categories",
            type=Path,
            help="the names of the categories: the old forum’s /categories.json, which may also be in the folder "
            'itself; {"5": "Name"}; or lines like 5,Name',
        )
        parser.add_argument(
            "--category", action="append", default=[], metavar="5=NAME", help="the name of one category"
        )
        parser.add_argument(
            "--members",
            type=Path,
            help="the list of users that an administrator of the old forum exported, as CSV or JSON with id, email and "
            "active: members whose confirmed address is in it can claim what they wrote",
        )
        parser.add_argument("--no-tags", action="store_true", help="don’t import tags")
        parser.add_argument(
            "--no-private-messages", action="store_true", help="leave private messages between members out"
        )

    def handle(self, *, path: Path, board: str, limit: int | None, name: str, **options: Any) -> None:
        if limit is not None and limit < 1:
            raise CommandError(_("--limit must be a number of topics, 1 or more."))
        if Import._meta.db_table not in connection.introspection.table_names():
            raise CommandError(_("This forum has no database yet. Start it once, then run this again."))
        began = time.monotonic()
        try:
            run = ImportRun(
                archive_in(path),
                find_or_open_parent(board) if board else None,
                limit,
                name,
                named_categories(options["categories"], options["category"]),
                with_tags=not options["no_tags"],
                with_private=not options["no_private_messages"],
                addresses=addresses_of_members(options["members"]),
            )
            self.carry_out(run, options["verbosity"])
        except NoArchive as error:
            raise CommandError(str(error)) from None
        except AmbiguousParent:
            raise CommandError(
                _("Several boards are called “%s”. Use its web address instead.") % board
            ) from None
        except (OtherImportRunning, IntegrityError) as error:
            sentence = _("Another import is running. Run this again when it’s done.")
            raise CommandError(sentence) from error
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Run it again to continue."), returncode=130) from None
        if options["verbosity"]:
            for line in report_lines(run, time.monotonic() - began, options["verbosity"] > 1):
                self.stdout.write(line)

    def carry_out(self, run: ImportRun, verbosity: int) -> None:
        total = run.begin()
        with progress_bar(total, "posts", verbosity) as bar:
            run.run(bar.update)


def addresses_of_members(file: Path | None) -> dict[str, str]:
    try:
        return addresses_in(file) if file else {}
    except AddressesError as error:
        raise CommandError(
            _("%s is no list of users. It must name the id, email and active of each.") % error
        ) from error


def named_categories(file: Path | None, options: list[str]) -> dict[int, Category]:
    try:
        categories = categories_in(file) if file else {}
    except CategoriesError as error:
        raise CommandError(_("%s doesn’t name any categories.") % error) from error
    try:
        return categories | categories_named(options)
    except CategoriesError as error:
        raise CommandError(_("“%s” must look like 5=Name.") % error) from error
