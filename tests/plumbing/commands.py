"""Commands of the forum in processes of their own, on the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PATIENCE = 60.0  # seconds


def database_address() -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{quote(facts['PASSWORD'])}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def start_command(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_address()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_when(running: subprocess.Popen[str], is_far_enough: Callable[[], bool]) -> bool:
    """Kill the command without warning as soon as it is so far; False if it ended before."""
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and not is_far_enough() and time.monotonic() < deadline:
        time.sleep(0.005)
    was_running = running.poll() is None
    if was_running:
        os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    return was_running
