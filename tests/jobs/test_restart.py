"""A real PostgreSQL that restarts while a worker has a job in hand."""

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings

from tests.plumbing.postgres import call, programs, temporary_server
from tests.plumbing.presence import absent

LONGEST = 60.0  # seconds; what was nobody's before it looked abandoned took five minutes
WORKER = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from forum.jobs.handlers import on

def ring(**_payload):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(3)")

on("bell.rang", ring)
call_command("worker")
"""


@pytest.fixture
def server():
    found = programs()
    if found is None:
        absent("no PostgreSQL on this machine")
    with temporary_server(*found) as address:
        yield address


def states(address) -> list[tuple[str, int]]:
    with psycopg.connect(address) as line:
        return line.execute("SELECT state, attempts FROM jobs_job WHERE name = 'bell.rang'").fetchall()


def wait_for(address, wanted) -> None:
    until = time.monotonic() + LONGEST
    while states(address) != [wanted]:
        assert time.monotonic() < until, states(address)
        time.sleep(0.1)


def restart(address) -> None:
    with psycopg.connect(address) as line:
        [data] = line.execute("SHOW data_directory").fetchone()
    _initdb, pg_ctl = programs()
    # As when a machine is kept up to date: whoever is connected is cut off.
    folder = type(settings.BASE_DIR)(data).parent
    call(pg_ctl, "-D", data, "-w", "-m", "fast", "-l", str(folder / "log"), "restart", folder=folder)


@pytest.mark.slow
def test_the_job_in_hand_is_done_soon_after(server, tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "forum.settings", "DATABASE_URL": server, "FORUM_DATA": str(tmp_path)
    }  # fmt: skip
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    with psycopg.connect(server) as line:
        line.execute(
            "INSERT INTO jobs_job (name, payload, state, attempts, created_at, due_at, claim, error)"
            " VALUES ('bell.rang', '{}', 'waiting', 0, now(), now(), '', '')"
        )
    process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=settings.BASE_DIR)
    try:
        wait_for(server, ("running", 1))
        restart(server)
        wait_for(server, ("done", 2))
        process.terminate()
        assert process.wait(LONGEST) == 0
    finally:
        process.kill()
        process.wait()
