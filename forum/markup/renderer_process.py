"""The rendering child: `python -m forum.markup.renderer_process` reads texts on stdin and answers on stdout.

It exists to be killed. Its own timer ends it when one text takes too much processor time; whoever started it
ends it when the clock runs out; and it leaves by itself when nobody is there to read its answers.
"""

import os
import resource
import select
import signal
import sys
import time
from typing import Any

from forum.markup.message_framing import READY, Inbox, send
from forum.markup.options import Options
from forum.markup.pipeline import render_unlimited
from forum.markup.results import Unsound

CPU_SECONDS = 0.8
MEMORY_BYTES = 512 * 1024 * 1024
# A site that is quiet should not keep the memory of its helpers.
IDLE_SECONDS = 300.0


def main() -> None:
    restrict()
    jobs, answers = 0, os.dup(1)
    # Whatever a library prints must not end up between the answers.
    os.dup2(2, 1)
    send(answers, READY)
    inbox = Inbox(jobs)
    while select.select([jobs], [], [], IDLE_SECONDS)[0] and inbox.read():
        while (texts := inbox.message()) is not None:
            for source, members, *options in texts:
                send(answers, answer(source, members, options_of(*options)))


def restrict() -> None:
    # Ctrl-C in a terminal reaches the whole group; the parent decides when we leave.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The default of SIGPROF is death, even in the middle of a regular expression, where Python's handlers wait.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MEMORY_BYTES:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def options_of(fields: Any = None) -> Options:
    """The options that were sent. What is not known here is left out: while a new version is put in, a process
    that still runs the old one may start children that already run the new."""
    sent = fields if isinstance(fields, dict) else {}
    known = {name: bool(value) for name, value in sent.items() if name in Options.__dataclass_fields__}
    return Options(**known)


def answer(source: str, members: dict[str, str], options: Options) -> tuple[Any, int]:
    """The facts of one text, or the reason why it has none; and the milliseconds of processor time it took."""
    before = time.process_time()
    result = facts(source, members, options)
    return result, round((time.process_time() - before) * 1000)


def facts(source: str, members: dict[str, str], options: Options) -> Any:
    """In the order of `Rendered`'s fields."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        result = render_unlimited(source, members, options)
        return [result.html, result.text, result.mentions, result.quotes, result.links, result.images]
    except Unsound as unsound:
        return str(unsound)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(1)
