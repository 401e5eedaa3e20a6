from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.demo.filling import CannotFill, ForumNotEmpty, fill


class Command(BaseCommand):
    help = "Fill an empty forum with a demo community. The same day and seed give the same community."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the forum has topics")
        parser.add_argument(
            "--seed", type=int, default=1, help="varies who follows what, and the times of day"
        )
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day that all dates count back from, as 2026-11-23"
        )

    def handle(self, *, if_empty: bool, seed: int, today: date | None, **options: Any) -> None:
        try:
            plan = fill(today or timezone.now().date(), seed)
        except ForumNotEmpty as error:
            if if_empty:
                return
            raise CommandError(str(error)) from error
        except CannotFill as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Demo community added: %(topics)d topics, %(posts)d posts and %(members)d members.")
            % {"topics": len(plan.topics), "posts": len(plan.posts), "members": len(plan.community.members)}
        )
