"""The command itself, killed without warning in the middle of its work."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from forum.importing.models import Import
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.importing.conftest import post, topic

PATIENCE = 60.0  # seconds


def command(path):
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_discourse", str(path)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_address()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def database_address():
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{quote(facts['PASSWORD'])}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def kill_after(path, posts):
    """Kill the import as soon as so many posts are stored; False if it ended before."""
    running = command(path)
    deadline = time.monotonic() + PATIENCE
    while running.poll() is None and Post.objects.count() < posts and time.monotonic() < deadline:
        time.sleep(0.01)
    was_running = running.poll() is None
    if was_running:
        os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    return was_running


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_any_moment_goes_on_where_it_stopped(topic_files, faults):
    topics = [
        topic(
            number,
            [post(1, raw=f"Text {number}. " * 40, topic=number)]
            + [
                post(2 + place, "Otter", f"Reply {place} " + "word " * 120, topic=number)
                for place in range(9)
            ],
            slug=f"topic-{number}",
        )
        for number in range(1, 161)
    ]
    path = topic_files(*topics)
    kills = [kill_after(path, posts) for posts in (1, 700)]
    assert any(kills), "it was over before it could be killed once"
    assert faults() == []
    finished = command(path)
    said, _ = finished.communicate(timeout=PATIENCE)
    assert finished.returncode == 0, said
    assert Topic.objects.count() == 160
    assert Post.objects.count() == 1600
    assert not Import.objects.filter(kind__startswith="reserved").exists()
    assert "already here" in said
    assert faults() == []
