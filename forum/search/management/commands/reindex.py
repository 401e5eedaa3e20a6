from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from forum import running_lock
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
        try:
            with running_lock.running(settings.FORUM_DATA):
                count = self.carry_out(from_start, verbosity)
        except running_lock.FolderInUse as error:
            raise CommandError(str(error), returncode=2) from error
        except Error as error:
            first_line = str(error).strip().partition("\n")[0]
            sentence = _("Stopped, as the database isn’t responding: %s. Run this again to continue.")
            raise CommandError(sentence % first_line, returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Run it again to continue."), returncode=130) from None
        if verbosity:
            self.stdout.write(ngettext("%d post indexed.", "%d posts indexed.", count) % count)

    def carry_out(self, from_start: bool, verbosity: int) -> int:
        index = reindexing.begin(is_anew=from_start)
        total = reindexing.posts_left(index).count()
        # Without `disable=None` the bar would fill the log files of those who run this unattended.
        with tqdm(total=total, unit=" posts", disable=None if verbosity else True, smoothing=0.1) as bar:
            return sum(count for count in reindexing.run(index) if not bar.update(count) or count)
