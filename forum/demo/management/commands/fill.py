import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.demo.filling import ForumNotEmpty
from forum.demo.large.filling import fill
from forum.demo.large.sizes import FEWEST, MOST


class Command(BaseCommand):
    help = "Fill an empty forum with very many posts, to measure it. The same number, seed and day give the same forum."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--posts", type=int, default=1_000_000, help="how many; the rest follows from it")
        parser.add_argument("--seed", type=int, default=1, help="varies who writes what, where and when")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day that all dates count back from, as 2026-11-23"
        )

    def handle(self, *, posts: int, seed: int, today: date | None, **options: Any) -> None:
        if not FEWEST <= posts <= MOST:
            raise CommandError(
                _("Choose from %(fewest)s to %(most)s posts.")
                % {"fewest": f"{FEWEST:,}", "most": f"{MOST:,}"}
            )
        began = time.monotonic()
        try:
            built = fill(posts, seed, today or timezone.now().date(), self.say)
        except ForumNotEmpty as error:
            raise CommandError(str(error)) from error
        except Error as error:
            first_line = str(error).strip().partition("\n")[0]
            sentence = _("Stopped by the database: %s. Begin anew with an empty one.")
            raise CommandError(sentence % first_line, returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Begin anew with an empty database."), returncode=130) from None
        took = time.monotonic() - began
        self.say(
            _(
                "%(posts)s posts, %(topics)s topics and %(members)s members in %(seconds)d s: %(pace)s posts a second."
            )
            % {
                "posts": f"{posts:,}",
                "topics": f"{built.sizes.topics:,}",
                "members": f"{built.sizes.members:,}",
                "seconds": took,
                "pace": f"{posts / took:,.0f}",
            }
        )

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
