import signal
from threading import Event as Flag

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.outbox.recording import record
from forum.outbox.working import work_off

IDLE = 0.5  # seconds between two looks at an empty outbox
PATIENCE = 5  # seconds before the next try when the database does not answer


class Command(BaseCommand):
    help = "Do what follows from what has happened: totals and, later, notices, mail and search."

    reminded = ""

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="work off what is due, then stop")

    def handle(self, *, once, **options):
        if once:
            while work_off():
                pass
            return
        self.stopped = Flag()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: self.stopped.set())
        while not self.stopped.is_set():
            self.stopped.wait(self.work())

    def work(self) -> float:
        """Work off a handful of events; answer how long to rest before the next ones."""
        try:
            close_old_connections()
            self.remind_of_housekeeping()
            return 0 if work_off(is_stopped=self.stopped.is_set) else IDLE
        except Error as error:
            # What was claimed stays running and is taken up again when it counts as abandoned.
            connections.close_all()  # a line that is dead stays dead
            first_line = str(error).strip().partition("\n")[0]
            self.stderr.write(_("worker: the database does not answer (%s); trying again.") % first_line)
            return PATIENCE

    def remind_of_housekeeping(self):
        today = timezone.now().date().isoformat()
        if self.reminded == today:
            return
        # One row a day, whoever records it first, so that several workers tidy up once.
        with transaction.atomic():
            record("day.began", key=f"day.began:{today}")
        self.reminded = today
