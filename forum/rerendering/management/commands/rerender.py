from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.long_commands import progress_bar, resumable
from forum.rerendering.rendering import Rerendering
from forum.rerendering.report import MOST_NAMED, Outcome, Report


class Command(BaseCommand):
    help = (
        "Render stored texts again: those of an older version, or all after the settings for writing were changed. "
        "The forum may run meanwhile, and you can stop this at any time and run it again. Nothing counts as edited and "
        "no one is notified. A text that could only be shown as plain text now keeps its HTML. "
        "Exit code 0: done; 2: not possible now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="all texts, also those of this version")
        parser.add_argument("--topic", type=int, metavar="ID", help="the posts of one topic")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and save nothing")

    def handle(self, *, topic: int | None, dry_run: bool, verbosity: int, **options: Any) -> None:
        work = Rerendering(is_all=options["all"], topic=topic, is_trial=dry_run)
        with resumable():
            self.carry_out(work, verbosity)
        if verbosity:
            for line in lines(work.report, dry_run):
                self.stdout.write(line)

    def carry_out(self, work: Rerendering, verbosity: int) -> None:
        with progress_bar(work.count(), "texts", verbosity) as bar:
            for count in work.run():
                bar.update(count)


def lines(report: Report, is_trial: bool) -> Iterator[str]:
    counts = report.counts
    total, changed = sum(counts.values()), counts[Outcome.CHANGED]
    words = ngettext(
        "%(total)d text rendered again, %(changed)d changed.",
        "%(total)d texts rendered again, %(changed)d changed.",
        total,
    )
    yield words % {"total": total, "changed": changed}
    if is_trial:
        yield _("This was a trial. Nothing was saved.")
    if overtaken := counts[Outcome.OVERTAKEN]:
        words = ngettext(
            "%d was edited meanwhile and is up to date.",
            "%d were edited meanwhile and are up to date.",
            overtaken,
        )
        yield words % overtaken
    if kept := counts[Outcome.KEPT]:
        words = ngettext(
            "%d text keeps its earlier HTML, as it would only be shown as plain text now:",
            "%d texts keep their earlier HTML, as they would only be shown as plain text now:",
            kept,
        )
        yield words % kept
    for address, reason in report.kept:
        yield f"  {address}  {reason}"
    if kept > MOST_NAMED:
        yield _("  and %d more") % (kept - MOST_NAMED)
