import contextlib
import signal
import time
from collections.abc import Callable
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections, connection, connections
from django.utils.translation import gettext as _

from forum import running_lock
from forum.database.write_queue import InLine
from forum.jobs.queue import release_all
from forum.jobs.running import SEVERAL, run_minutely, run_round

IDLE = 0.5  # seconds between two looks at an empty queue
# Seconds between the beginnings of two rounds in which there is little to do. A round costs much the same for one post
# as for ten; while they gather, nobody who posts has to wait for the worker's locks.
GATHERING = 0.25
MINUTE = 60  # seconds
PATIENCE = 5  # seconds before the next try when the database does not answer


class Command(BaseCommand):
    help = "Run background jobs: totals, notifications, emails, summaries and nightly backups."

    minute_began = float("-inf")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *, once: bool, **options: Any) -> None:
        try:
            with running_lock.running(settings.FORUM_DATA), connection.execute_wrapper(InLine()):
                self.run(once)
        except running_lock.FolderInUse as error:
            raise CommandError(str(error)) from error

    def run(self, once: bool) -> None:
        if once:
            while run_round():
                pass
            return
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        while not stop.is_set():
            stop.wait(self.work(stop.is_set))
        # Where the database is away, others take over what looks abandoned.
        with contextlib.suppress(Error):
            release_all()

    def work(self, is_stopped: Callable[[], bool]) -> float:
        """Do a round of work; return how many seconds to rest before the next one."""
        try:
            close_old_connections()
            # What was in hand when the database went away is nobody's now: it need not wait to look abandoned.
            release_all()
            self.work_minutely()
            began = time.monotonic()
            return rest_after(run_round(is_stopped), time.monotonic() - began)
        except Error as error:
            connections.close_all()  # a line that is dead stays dead
            first_line = str(error).strip().partition("\n")[0]
            self.stderr.write(_("worker: the database isn’t responding (%s). Trying again.") % first_line)
            return PATIENCE

    def work_minutely(self) -> None:
        if time.monotonic() - self.minute_began >= MINUTE:
            # Before the work: what fails there must not keep the rounds from their turn.
            self.minute_began = time.monotonic()
            run_minutely()


def rest_after(count: int, seconds: float) -> float:
    """How many seconds to rest after a round that did so much and took so long."""
    if count == 0:
        return IDLE
    return 0.0 if count >= SEVERAL else max(GATHERING - seconds, 0.0)
