"""A management command in a fork of this process. They share what was loaded before: most of what a command takes."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import threading
from multiprocessing.connection import wait
from pathlib import Path

from django.conf import settings
from django.core.management import execute_from_command_line

from forum.serving.exit_with_parent import exit_with_parent

PR_SET_NAME = 15


class ForkedCommand:
    """What `subprocess` calls a Popen, as far as `child_processes` needs it.

    To be made while this process has no other thread: a lock that one holds would be held in the fork for ever. Of what
    is open, database connections and locks on files among them, the fork has a share.
    """

    def __init__(self, *words: str) -> None:
        fork = multiprocessing.get_context("fork")
        self.process = fork.Process(target=run, args=(os.getpid(), words))
        self.waiting = threading.Lock()  # only one thread is told how it ended
        self.process.start()

    def wait(self, timeout: float | None = None) -> int:
        if not wait([self.process.sentinel], timeout):
            raise subprocess.TimeoutExpired(str(self.process.name), timeout or 0.0)
        with self.waiting:
            self.process.join()
        return self.process.exitcode or 0

    def terminate(self) -> None:
        self.process.terminate()

    def kill(self) -> None:
        self.process.kill()


def run(parent: int, words: tuple[str, ...]) -> None:
    """Called in the fork."""
    # In a group of its own, so that the terminal's Ctrl-C reaches only `serve`, which ends things in order.
    os.setpgid(0, 0)
    exit_with_parent(parent)
    # What `top` and the like call it. Whatever can fork here is Linux.
    ctypes.CDLL(None).prctl(PR_SET_NAME, words[0].encode())
    let_go_of_signals()
    execute_from_command_line([str(settings.BASE_DIR / "manage.py"), *words])


def let_go_of_signals() -> None:
    """As for a program of its own: what is ignored stays so, and what the parent wanted to do is not ours to do."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def can_fork() -> bool:
    """Whether this process has but one thread, those of libraries counted. Only Linux tells."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False
