"""Two real workers at a mail server that takes seconds a mail, and one of them killed on the way.

A mail in a dead worker's hands is taken over after sixteen seconds here, not after minutes: all that one worker has
claimed takes longer than that, so a claim that were not renewed would be lost.
"""

import os
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings as forum_settings

from forum.jobs.running import run_due
from forum.notifications.models import Delivery
from tests.plumbing.commands import database_address

LONGEST = 600.0  # seconds
WORKER = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from forum.notifications.models import Delivery
Delivery.ABANDONED_AFTER = timedelta(seconds=16)
call_command("worker")
"""


@pytest.fixture
def worker(closed_smtp_server, tmp_path):
    """worker() → the process of another `manage.py worker`."""
    started = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "DATABASE_URL": database_address(),
        "FORUM_DATA": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{closed_smtp_server.port}",
    }

    def start():
        command = [sys.executable, "-c", WORKER]
        started.append(subprocess.Popen(command, env=environment, cwd=forum_settings.BASE_DIR))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_mail_is_sent_once_and_the_one_in_a_killed_workers_hands_at_most_twice(
    ben, topic, say, followers, by_smtp, worker
):
    by_smtp.sink.delay = 1.6
    by_smtp.open()
    members = followers(topic, 14)
    say(ben, topic)
    while run_due():
        pass
    Delivery.objects.update(due_at="2026-01-01T00:00:00Z")
    victim, _other = worker(), worker()
    until = time.monotonic() + LONGEST
    while len(by_smtp.sink.taken) < 4 and time.monotonic() < until:
        time.sleep(0.1)
    victim.kill()
    while Delivery.objects.exclude(state="sent").exists() and time.monotonic() < until:
        time.sleep(0.5)
    taken = Counter(address for address, _content in by_smtp.sink.taken)
    assert set(taken) == {member.email for member in members}
    assert sum(taken.values()) <= len(members) + 1
