"""Child processes of `serve`: those that run to their end, and the worker, which is kept running."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from forum.serving import exit_with_parent
from forum.serving.forked_command import ForkedCommand, can_fork

FIRST_PAUSE, MAX_PAUSE = 1.0, 60.0  # seconds between a death and the next start
SETTLED_AFTER = 60.0  # a child that lived this long is forgiven its earlier deaths
STOP_TIMEOUT = 10.0  # seconds a child may take to stop before it is killed

Child = subprocess.Popen[bytes] | ForkedCommand


def manage_command(*words: str) -> list[str]:
    """The command line of a management command that dies with this process."""
    manage = str(settings.BASE_DIR / "manage.py")
    return [sys.executable, exit_with_parent.__file__, str(os.getpid()), sys.executable, manage, *words]


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # In a group of its own, so that the terminal's Ctrl-C reaches only `serve`, which ends things in order.
    return subprocess.Popen(command, process_group=0)


def end(child: Child) -> None:
    child.terminate()
    try:
        child.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def run(command: Sequence[str]) -> int:
    """Run a child to its end, or end it when this process is told to stop."""
    child = start(command)
    try:
        return child.wait()
    finally:
        end(child)


class KeptProcess:
    """A child that a thread keeps running until `stop`. The first may be a fork; those that replace it are not.

    By then this process has threads, and a fork might wait for ever for what one of them held.
    """

    def __init__(
        self,
        command: Sequence[str],
        say: Callable[[str], None],
        fork: Callable[[], ForkedCommand] | None = None,
    ) -> None:
        self.command, self.say, self.fork = command, say, fork
        self.pause = FIRST_PAUSE
        self.stopping = threading.Event()
        self.child: Child | None = None
        # The child dies with the thread that started it (exit_with_parent), so that thread lives as long.
        self.thread = threading.Thread(target=self.keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Called in the main thread, while there is no other: a fork dies with the thread that made it."""
        self.child = self.fork() if self.fork and can_fork() else None
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        if self.child:
            end(self.child)
        if self.thread.is_alive():
            self.thread.join()

    def keep(self) -> None:
        fork = self.child
        while not self.stopping.is_set():
            started = time.monotonic()
            self.child = fork or start(self.command)
            # `stop` may have looked for a child just before there was one.
            if self.stopping.is_set():
                end(self.child)
            code, fork = self.child.wait(), None
            if not self.stopping.is_set():
                self.rest(code, lived=time.monotonic() - started)

    def rest(self, code: int, lived: float) -> None:
        if lived > SETTLED_AFTER:
            self.pause = FIRST_PAUSE
        self.say(
            _("The background worker stopped (exit code %(code)d). It starts again in %(pause)d s.")
            % {"code": code, "pause": self.pause}
        )
        self.stopping.wait(self.pause)
        self.pause = min(self.pause * 2, MAX_PAUSE)
