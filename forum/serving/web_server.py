"""The web server: granian inside this process, with workers forked from it."""

import gc
import os
import resource
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import MPServer

from forum.serving import process_memory, web_worker
from forum.serving.listening_address import Address
from forum.serving.thread_pool import MAX_RUNNING
from forum.serving.web_worker_supervisor import WorkerSupervisor

STOP_TIMEOUT = 10  # seconds that running requests get when the forum stops
BACKLOG = 1024
MAX_CONNECTIONS = 4096  # in each process
MAX_HEAD = 64 * 1024  # bytes
# Milliseconds for a request's head, and for the next one on a connection that is kept open. A proxy keeps its own
# connections open for a minute, and must not find that we have closed one in the moment it sends a form.
HEAD_TIMEOUT, HEAD_TIMEOUT_BEHIND_PROXY = 15_000, 75_000
# Granian's own configuration would close every handler that settings.LOGGING has set up.
LOGGING: dict[str, Any] = {"incremental": True, "formatters": {}, "handlers": {}, "loggers": {}}


class WebServer(MPServer):
    """Granian with our own handling of requests (`rsgi_app`) and our own supervisor of workers."""

    def __init__(self, address: Address, *, opened: Callable[[], None], say: Callable[[str], None]) -> None:
        super().__init__(
            "forum.wsgi:application",
            address=address.host,
            port=address.port,
            interface=Interfaces.RSGI,
            workers=settings.FORUM_WORKERS,
            # HTTP/2 would have no timeout for heads, and until it is told apart from HTTP/1 neither has that.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=HEAD_TIMEOUT_BEHIND_PROXY
                if settings.FORUM_TRUSTED_PROXIES
                else HEAD_TIMEOUT,
                max_buffer_size=MAX_HEAD,
            ),
            backlog=BACKLOG,
            backpressure=max_connections(),
            workers_kill_timeout=STOP_TIMEOUT,
            log_level=LogLevels.error,
            log_dictconfig=LOGGING,
            websockets=False,
        )
        self.address, self.opened = address, opened
        self.supervisor = WorkerSupervisor(say, largest=settings.FORUM_WORKER_MEMORY * 1024 * 1024)

    def open(self) -> None:
        """Serve until told to stop. Raise CommandError if no worker comes up."""
        process_memory.share_freed_memory_among_threads()
        web_worker.load_modules()
        # What is loaded by now is in memory once for all, as long as no worker's collector of garbage marks it.
        gc.collect()
        gc.freeze()
        # A database connection must not be shared with the workers that are about to be forked.
        connections.close_all()
        load = partial(web_worker.load, os.getpid(), self.address.port, self.supervisor.outbox)
        self.serve(target_loader=load, wrap_loader=False)
        if self.supervisor.failure:
            raise CommandError(self.supervisor.failure)

    def startup(self, *args: Any) -> None:
        # Granian gives requests one thread unless it speaks WSGI itself. One more than run Django is always free, for
        # whatever comes in while those are busy.
        self.blocking_threads = MAX_RUNNING + 1
        hangup = signal.getsignal(signal.SIGHUP)
        super().startup(*args)  # type: ignore[no-untyped-call]
        # To granian a hangup means "reload"; here a closed terminal ends the forum, unless nohup forbids it.
        signal.signal(signal.SIGHUP, hangup if hangup is signal.SIG_IGN else self.signal_handler_interrupt)
        # Threads begin after the fork: a lock that one of them held would stay locked in the children.
        self.opened()

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.supervisor.stop()

    def _spawn_worker(self, *args: Any, **kwargs: Any) -> Any:
        process = super()._spawn_worker(*args, **kwargs)
        # The supervisor watches, without a thread for each.
        process._watch = lambda: None  # type: ignore[method-assign]
        return process

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        self.supervisor.supervise(
            self.wrks, lambda index: self._spawn_worker(index, spawn_target, target_loader)
        )


def max_connections() -> int:
    """Return how many fit under the limit on open files, which is raised as far as this user may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + 256
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(64, min(MAX_CONNECTIONS, soft - 256))
