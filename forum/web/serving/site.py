"""The web server: granian inside this process, with workers forked from it."""

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from forum.web.serving.address import Address
from forum.web.serving.tether import tether

# More than the cores could use, because a slow upload holds its thread. Each may also hold a database
# connection, of which PostgreSQL allows 100 unless told otherwise.
THREADS = 16
PATIENCE = 10  # seconds that running requests get when the forum stops
# Granian's own configuration would close every handler that settings.LOGGING has set up.
LOGGING: dict[str, Any] = {"incremental": True, "formatters": {}, "handlers": {}, "loggers": {}}


class Site(MPServer):
    """Granian that calls `opened` once its workers have been started."""

    def __init__(self, address: Address, workers: int, opened: Callable[[], None]):
        super().__init__(
            "forum.wsgi:application",
            address=address.host,
            port=address.port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
            log_level=LogLevels.error,
            log_dictconfig=LOGGING,
            websockets=False,
        )
        self.opened = opened

    def open(self) -> None:
        """Serve until told to stop."""
        # A database connection must not be shared with the workers that are about to be forked.
        connections.close_all()
        self.serve(target_loader=partial(application, os.getpid()), wrap_loader=False)

    def startup(self, *args: Any) -> None:
        hangup = signal.getsignal(signal.SIGHUP)
        super().startup(*args)
        # To granian a hangup means "reload"; here a closed terminal ends the forum, unless nohup forbids it.
        signal.signal(signal.SIGHUP, hangup if hangup is signal.SIG_IGN else self.signal_handler_interrupt)
        # Threads begin after the fork: a lock that one of them held would stay locked in the children.
        self.opened()


def application(parent: int) -> Callable[..., Any]:
    """Run in each worker: tie it to `serve`, take it out of the terminal's reach, load the forum."""
    tether(parent)
    os.setpgid(0, 0)
    return get_wsgi_application()
