"""Rendering children: started when first needed, killed when they take too long, replaced when they are gone."""

import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from forum.markup import own_host
from forum.markup.message_framing import READY, Inbox, send
from forum.markup.renderer_queue import RendererQueue
from forum.markup.results import SLOW, UNSOUND

# Source, members, and the fields of `Options`.
Job = tuple[str, dict[str, str], dict[str, bool]]
Answer = tuple[Any, int]

COMMAND = [sys.executable, "-m", "forum.markup.renderer_process"]
ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0
# What a text costs over which a child is lost: all it may use, and the start of another child.
LOST_COST = 1_200  # milliseconds
# The child gets no secrets: of the environment only what Python needs to start.
KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "PYTHONHOME", "TMPDIR", "VIRTUAL_ENV")

logger = logging.getLogger(__name__)


class Lost(Exception):
    """The child is gone, perhaps not by the text's fault."""


class TooSlow(Exception):
    """The text took too much time."""


class Child:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=ROOT,
            env=environment(),
        )
        self.jobs = cast(IO[bytes], self.process.stdin)
        self.answers = cast(IO[bytes], self.process.stdout)
        self.inbox = Inbox(self.answers.fileno())
        self.poll = select.poll()
        self.poll.register(self.answers, select.POLLIN)
        if self.receive(START_SECONDS) != READY:
            self.end()
            raise Lost

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, jobs: Sequence[Job], seconds: float, answers: list[Answer]) -> None:
        """Render all jobs, appending to `answers` as they come; each may take so many seconds by the clock."""
        try:
            send(self.jobs.fileno(), jobs)
        except BrokenPipeError as error:
            raise Lost from error
        for _job in jobs:
            # One by one: those that came before a failure count.
            answers.append(self.receive(seconds))  # noqa: PERF401

    def receive(self, seconds: float) -> Any:
        deadline = time.monotonic() + seconds
        while (message := self.inbox.message()) is None:
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not self.poll.poll(remaining * 1000):
                raise TooSlow
            if not self.inbox.read():
                self.end()
                raise TooSlow if self.process.returncode == -signal.SIGPROF else Lost
        return message

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self) -> None:
        """Close the child's pipes; it ends when its input does."""
        self.jobs.close()
        self.answers.close()


class RendererPool:
    """A few children that the threads of this process share."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.queue = RendererQueue(most)
        self.idle: list[Child] = []

    @contextmanager
    def one(self, is_dear: bool = False) -> Iterator[Child]:
        """Return a running child, for this thread alone."""
        with self.queue.one(is_dear):
            child = self.take(is_dear) or Child()
            try:
                yield child
            except BaseException:
                # Its answers to what was asked may still come, and would be taken for another text's.
                child.end()
                raise
            self.idle.append(child)

    def take(self, is_dear: bool = False) -> Child | None:
        # Dear texts often cost their child its life, and a new one takes a while: the last idle one is for the others.
        if is_dear and self.queue.used + len(self.idle) <= self.most:
            return None
        while self.idle:
            child = self.idle.pop()
            if child.is_alive:
                return child
            child.close()
        return None

    def answers(self, jobs: Sequence[Job], seconds: float, is_dear: bool = False) -> list[Answer]:
        """Return for each job the facts of its text, or a reason to show it plain, and its cost in milliseconds."""
        answers: list[Answer] = []
        failures = 0
        while len(answers) < len(jobs):
            before = len(answers)
            try:
                with self.one(is_dear) as child:
                    child.ask(jobs[before:], seconds, answers)
            except TooSlow:
                answers.append((SLOW, LOST_COST))
            except (Lost, OSError):
                # It may have left on its own, or been killed by somebody else: the text gets a second child.
                failures = failures + 1 if len(answers) == before else 1
                if failures > 1:
                    logger.exception("Two rendering children were lost over one text.")
                    answers.append((UNSOUND, 2 * LOST_COST))
        return answers

    def end(self) -> None:
        while self.idle:
            child = self.idle.pop()
            child.close()
            child.process.wait()

    def forget(self) -> None:
        """After a fork, forget the parent's children and close their pipes."""
        self.queue = RendererQueue(self.most)
        while self.idle:
            child = self.idle.pop()
            child.close()
            child.process.returncode = 0


def environment() -> dict[str, str]:
    variables = {name: os.environ[name] for name in KEPT if name in os.environ}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return variables | {"PYTHONPATH": path, "PYTHONUTF8": "1", own_host.VARIABLE: own_host.own_host()}
