import contextlib
import signal
import time
from threading import Event as Flag

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.jobs import claims
from forum.jobs.recording import record
from forum.jobs.running import reminders, rounds, run_due

IDLE = 0.5  # seconds between two looks at an empty queue
BETWEEN_REMINDERS = 60  # seconds
PATIENCE = 5  # seconds before the next try when the database does not answer


class Command(BaseCommand):
    help = "Do what follows from what has happened: totals, notifications, mail and digests."

    housekept = ""
    reminded = float("-inf")

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="work off what is due, then stop")

    def handle(self, *, once, **options):
        if once:
            while self.work_once(lambda: False):
                pass
            return
        self.stopped = Flag()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: self.stopped.set())
        while not self.stopped.is_set():
            self.stopped.wait(self.work())
        self.let_go()

    def work(self) -> float:
        """Work off a handful of jobs; answer how long to rest before the next ones."""
        try:
            close_old_connections()
            # What was in hand when the database went away is nobody's now: it need not wait to look abandoned.
            claims.take_back_own()
            self.remind()
            return 0 if self.work_once(self.stopped.is_set) else IDLE
        except Error as error:
            connections.close_all()  # a line that is dead stays dead
            first_line = str(error).strip().partition("\n")[0]
            self.stderr.write(_("worker: the database does not answer (%s); trying again.") % first_line)
            return PATIENCE

    def let_go(self) -> None:
        # Where the database is away, others take it up when it counts as abandoned.
        with contextlib.suppress(Error):
            claims.take_back_own()

    def work_once(self, is_stopped) -> int:
        """A handful of jobs, then a while of all else; answer how much was dealt with."""
        return run_due(is_stopped=is_stopped) + sum(work(is_stopped) for work in rounds())

    def remind(self):
        self.remind_of_housekeeping()
        if time.monotonic() - self.reminded >= BETWEEN_REMINDERS:
            for remind in reminders():
                remind()
            self.reminded = time.monotonic()

    def remind_of_housekeeping(self):
        today = timezone.now().date().isoformat()
        if self.housekept == today:
            return
        # One row a day, whoever records it first, so that several workers tidy up once.
        with transaction.atomic():
            record("day.began", key=f"day.began:{today}")
        self.housekept = today
