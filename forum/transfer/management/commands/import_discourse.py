import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from tqdm import tqdm

from forum.transfer.discourse.archives import archive_in
from forum.transfer.discourse.boards import UnclearParent, parent_named
from forum.transfer.discourse.importing import ImportRun
from forum.transfer.discourse.wording import SENTENCES
from forum.transfer.discourse.writing import Overtaken


class Command(BaseCommand):
    help = (
        "Bring in the archive of a Discourse forum. It may be stopped at any time and run again, also with an archive "
        "that has grown: what is here already is not brought in twice. Nobody is told about what comes in."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the folder: json/*.json with raw/*.md, or posts.jsonl")
        parser.add_argument("--board", default="", help="the board that the imported boards are to stand in")
        parser.add_argument("--limit", type=int, help="only so many topics")
        parser.add_argument(
            "--name", default="", help="the old forum's host, where the archive does not tell it"
        )

    def handle(self, *, path, board, limit, name, **options):
        archive = archive_in(path)
        if archive is None:
            raise CommandError(
                _("%(path)s is no archive known here: it has neither json/*.json nor posts.jsonl.")
                % {"path": path}
            )
        if limit is not None and limit < 1:
            raise CommandError(_("--limit is a number of topics, 1 or more."))
        began = time.monotonic()
        try:
            run = ImportRun(archive, parent_named(board) if board else None, limit, name)
            self.carry_out(run, options["verbosity"])
        except UnclearParent:
            raise CommandError(_("Several boards are called “%s”; name it by its address.") % board) from None
        except (Overtaken, IntegrityError) as error:
            sentence = _("Another import of this forum is running. Run this again when it has ended.")
            raise CommandError(sentence) from error
        except KeyboardInterrupt:
            raise CommandError(
                _("Stopped. Run it again to go on where it stopped."), returncode=130
            ) from None
        if options["verbosity"]:
            self.tell(run, time.monotonic() - began)

    def carry_out(self, run: ImportRun, verbosity: int) -> None:
        total = run.begin()
        # Without `disable=None` the bar would fill the log files of those who run this unattended.
        quiet = None if verbosity else True
        with tqdm(total=total, unit=" posts", disable=quiet, smoothing=0.1) as bar:
            run.run(bar.update)

    def tell(self, run: ImportRun, seconds: float) -> None:
        counts = run.report.counts
        self.stdout.write(_("From %s:") % run.source.partition(":")[2])
        facts = {
            "topics": counts["topics"],
            "posts": counts["posts"],
            "members": counts["members"],
            "boards": counts["boards"],
            "seconds": round(seconds, 1),
            "rate": round(counts["posts"] / seconds) if seconds else 0,
        }
        self.stdout.write(
            _(
                "%(topics)d topics, %(posts)d posts, %(members)d members and %(boards)d boards came in "
                "within %(seconds)s seconds (%(rate)d posts a second)."
            )
            % facts
        )
        if counts["known"]:
            self.stdout.write(_("%d posts had been here already.") % counts["known"])
        if run.report.warnings:
            self.stdout.write(_("Out of the ordinary (topic/post there):"))
            for line in run.report.lines(SENTENCES):
                self.stdout.write(line)
