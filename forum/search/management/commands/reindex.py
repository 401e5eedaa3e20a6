from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from forum.long_commands import progress_bar, resumable
from forum.search import reindexing


class Command(BaseCommand):
    help = (
        "Index all posts for search again, as the worker does by itself after an upgrade or a change of the language. "
        "The forum may run meanwhile, and you can stop this at any time and run it again: it goes on where it was. "
        "Exit code 0: done; 2: not possible now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from-start", action="store_true", help="do not go on where it was stopped")

    def handle(self, *, from_start: bool, verbosity: int, **options: Any) -> None:
        with resumable():
            count = self.carry_out(from_start, verbosity)
        if verbosity:
            self.stdout.write(ngettext("%d post indexed.", "%d posts indexed.", count) % count)

    def carry_out(self, from_start: bool, verbosity: int) -> int:
        index = reindexing.begin(is_anew=from_start)
        total = reindexing.posts_left(index).count()
        done = 0
        with progress_bar(total, "posts", verbosity) as bar:
            for count in reindexing.run(index):
                done += count
                bar.update(count)
        return done
