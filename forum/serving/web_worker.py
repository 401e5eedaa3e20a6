"""What runs in each web worker, a process forked from `serve`."""

import asyncio
import os
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver
from granian._granian import CallbackScheduler
from granian.server import mp

from forum.serving.connection_limits import drop_unread_connections
from forum.serving.exit_with_parent import exit_with_parent
from forum.serving.process_memory import go_on_giving_back
from forum.serving.thread_locals import use_plain_thread_locals

if TYPE_CHECKING:
    from forum.serving.rsgi_app import Front

# Milliseconds in which whoever asked may take nothing of the answer. Their kernel may go on saying "not yet" for ever.
UNTAKEN_TIMEOUT = 60_000
RARE_TEMPLATES = {"admin", "first_run", "mail"}
RETRY_PAUSE = 0.1  # seconds until granian may have opened the socket


def load_modules() -> None:
    """Load in `serve` what its forks are going to need: all pages and all their templates."""
    import_module("forum.serving.rsgi_app")
    get_resolver().url_patterns  # noqa: B018
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder)
        if name.parts[0] not in RARE_TEMPLATES:
            get_template(str(name))


def load(parent: int, port: int, started: Connection) -> Any:
    """Load the forum in a worker: dies with `serve`, ignores the terminal, and tells `serve` when it is up."""
    exit_with_parent(parent)
    os.setpgid(0, 0)
    application = get_wsgi_application()
    use_plain_thread_locals()
    # Only now: it knows models, and a worker that is no fork sets Django up in the line above.
    from forum.serving.rsgi_app import Front  # noqa: PLC0415

    front = Front(application, port, counts_networks=not settings.FORUM_TRUSTED_PROXIES)
    # A task of asyncio for every request costs half of what the server can do, so requests come to us before any is
    # made. Granian has no other way in for that; tests/serving notice if it moves.
    mp._new_cbscheduler = scheduler_for(front, started)  # type: ignore[attr-defined]
    return unused_application


def scheduler_for(front: "Front", started: Connection) -> Any:
    def new(loop: asyncio.AbstractEventLoop, *_unused: Any, **_options: Any) -> CallbackScheduler:
        front.start(loop)
        loop.call_soon(watch_unread_connections, loop, front.port)
        loop.call_soon(go_on_giving_back, loop)
        loop.call_soon(started.send_bytes, b"%d" % os.getpid())
        return FrontScheduler(loop, front)

    return new


def watch_unread_connections(loop: asyncio.AbstractEventLoop, port: int) -> None:
    """Set the timeout on the listening socket, which on Linux each worker opens a moment after it starts."""
    if not drop_unread_connections(port, UNTAKEN_TIMEOUT):
        loop.call_later(RETRY_PAUSE, watch_unread_connections, loop, port)


class FrontScheduler(CallbackScheduler):
    """What granian calls with every request."""

    def __new__(cls, loop: asyncio.AbstractEventLoop, front: "Front") -> "FrontScheduler":
        return super().__new__(cls, loop, None, None, None, None)  # type: ignore[call-arg]

    def __init__(self, loop: asyncio.AbstractEventLoop, front: "Front") -> None:
        super().__init__()
        self._schedule_fn = lambda watcher: front.receive(watcher.scope, watcher.proto)


async def unused_application(scope: Any, proto: Any) -> None:
    raise NotImplementedError
