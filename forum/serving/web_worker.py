"""What runs in each web worker, a process forked from `serve`."""

import asyncio
import os
from multiprocessing.connection import Connection
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian._granian import CallbackScheduler
from granian.server import mp

from forum.serving.connections import let_go_of_the_deaf
from forum.serving.parent_exit import tether
from forum.serving.rsgi_app import Front

# Milliseconds in which whoever asked may take nothing of the answer. Their kernel may go on saying "not yet" for ever.
UNTAKEN_TIMEOUT = 60_000
LOOK_AGAIN = 0.1  # seconds until granian may have opened the door


def load(parent: int, port: int, news: Connection) -> Any:
    """Tie this process to `serve`, take it out of the terminal's reach, load the forum, and tell `serve` so."""
    tether(parent)
    os.setpgid(0, 0)
    front = Front(get_wsgi_application(), port, counts_networks=not settings.FORUM_TRUSTED_PROXIES)
    # A task of asyncio for every request costs half of what the server can do, so requests come to us before any is
    # made. Granian has no other door for that; tests/serving notification if it moves.
    mp._new_cbscheduler = scheduler_for(front, news)  # type: ignore[attr-defined]
    return unused


def scheduler_for(front: Front, news: Connection) -> Any:
    def new(loop: asyncio.AbstractEventLoop, *_unused: Any, **_options: Any) -> CallbackScheduler:
        front.start(loop)
        loop.call_soon(mind_the_deaf, loop, front.port)
        loop.call_soon(news.send_bytes, b"%d" % os.getpid())
        return Door(loop, front)

    return new


def mind_the_deaf(loop: asyncio.AbstractEventLoop, port: int) -> None:
    """On Linux each worker opens the door for itself, so here, and not in `serve`, it can be told whom to let go."""
    if not let_go_of_the_deaf(port, UNTAKEN_TIMEOUT):
        loop.call_later(LOOK_AGAIN, mind_the_deaf, loop, port)


class Door(CallbackScheduler):
    """What granian calls with every request."""

    def __new__(cls, loop: asyncio.AbstractEventLoop, front: Front) -> "Door":
        return super().__new__(cls, loop, None, None, None, None)  # type: ignore[call-arg]

    def __init__(self, loop: asyncio.AbstractEventLoop, front: Front):
        super().__init__()
        self._schedule_fn = lambda watcher: front.receive(watcher.scope, watcher.proto)


async def unused(scope: Any, proto: Any) -> None:
    raise NotImplementedError
