import shutil
import time
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache

from forum.database import outages
from forum.database.lock_timeouts import brief_transaction
from forum.database.outages import BUSY, FULL, GONE, READ_ONLY, STORAGE, Outage
from forum.illegal_content.alerts import age_lines
from forum.jobs.models import Job
from forum.mail.backlog import mail_trouble, oldest_mail_age

SENTENCES = {
    BUSY: "the database is locked",
    GONE: "the database does not answer",
    FULL: "the disk is full",
    READ_ONLY: "the database can only be read",
    STORAGE: "the database file cannot be used",
}
LOCKED_FOR = 2.0  # seconds; below that it is only busy
ROOM = 8 * 1024 * 1024  # bytes that SQLite needs to go on for a little while
# Anybody may ask, and each trial writes to the disk.
BETWEEN_TRIALS = 1.0
_written_at = float("-inf")


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Whether the process answers, without the database: a restart would not mend that."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the database answers, has this code's tables, and can be written to."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        ages = "" if waiting else backlog_lines()
        if not waiting:
            try_writing()
        if is_disk_full():
            return not_ready(SENTENCES[FULL])
    except Error as error:
        return not_ready(sentence_for(outages.outage_of(error)))
    if waiting:
        return not_ready("migrations are waiting")
    return HttpResponse(f"ready\n{ages}", content_type="text/plain")


def not_ready(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=503, content_type="text/plain")


def sentence_for(outage: Outage | None) -> str:
    return SENTENCES[outage] if outage in SENTENCES else SENTENCES[GONE]


def try_writing() -> None:
    """Write a row that expires at once and is large enough to need room; raise the database's error."""
    global _written_at
    if time.monotonic() - _written_at < BETWEEN_TRIALS:
        return
    with brief_transaction(LOCKED_FOR):
        key = f"trial-{get_random_string(24)}"
        Session.objects.create(
            session_key=key, session_data=get_random_string(16_000), expire_date=timezone.now()
        )
        Session.objects.filter(session_key=key).delete()
    _written_at = time.monotonic()


def is_disk_full() -> bool:
    """Whether SQLite's disk is about to be full. A little may still fit into a file that was larger before."""
    if connection.vendor != "sqlite":
        return False
    return shutil.disk_usage(Path(connection.settings_dict["NAME"]).absolute().parent).free < ROOM


def backlog_lines() -> str:
    """Return how long the oldest job and mail have waited, so that monitoring sees a worker that is behind."""
    ages = {"a job waits": Job.objects.unfinished().longest_wait(), "mail waits": oldest_mail_age()}
    lines = "".join(f"{what}: {int(age.total_seconds()) if age else 0} s\n" for what, age in ages.items())
    # Anybody may read this page, and a mail server's words may name accounts.
    lines += age_lines()
    return lines + ("mail is held up: the admin says by what\n" if mail_trouble() else "")
