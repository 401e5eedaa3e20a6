"""What readers and writers get while the database is locked, full or restarted, from the real server.

python -m tests.load.outages lock 55        # another process holds SQLite's write lock for so many seconds
python -m tests.load.outages full           # the disk is full; needs root, for a small disk in memory
python -m tests.plumbing.postgres python -m tests.load.outages restart 3    # it restarts so often under load
"""

# First, because it makes the forum that the others belong to.
from tests.load.ground import FOLDER, PORT
from tests.load.output import say

# isort: split
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from accounts.names import name_key
from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.topics.models import ReadMark
from tests.load.serving import served
from tests.load.visiting import Person
from tests.plumbing import postgres

TEXT = "Typed for half an hour, and not to be lost. " * 150
TABS = 42


class Visit:
    """One request on a connection of its own, and what came of it."""

    def __init__(self, person, address: str, **fields: str):

        headers = dict(person.headers) | {"Accept-Encoding": "identity"}
        body = None
        if fields:
            body = urlencode(fields | {"csrfmiddlewaretoken": person.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
        try:
            connection.request("POST" if fields else "GET", address, body, headers)
            answer = connection.getresponse()
            self.status, self.retry_after = answer.status, answer.headers.get("Retry-After")
            self.text = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            self.status, self.retry_after, self.text = 0, None, str(error)
        finally:
            connection.close()
        self.seconds = time.monotonic() - began

    def __str__(self):
        again = f", Retry-After {self.retry_after}" if self.retry_after else ""
        kept = ", text kept" if TEXT.strip() in self.text else ""
        return f"{self.status} after {self.seconds:.1f} s{again}{kept}"


def build():
    """A board with as many topics as somebody may have tabs, each unread, and some who post."""

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    names = [f"member-{n}" for n in range(9)]
    people = User.objects.bulk_create(
        User(username=name, username_key=name_key(name), is_staff=True) for name in names
    )
    board = Board.objects.create(name="General", slug="general")
    apply_preset(board, Preset.PUBLIC)
    topics = [
        publishing.start(
            board,
            Submission(people[0], render_text("Hello."), f"topic-{n}", follow=False, title=f"Topic {n}"),
        ).topic
        for n in range(TABS)
    ]
    # Signed in before anything fails: that is a write as well.
    return [Person(PORT, member) for member in people], topics


def look(people, topics) -> None:
    """What a member and a visitor get just now."""

    reader, writer, visitor = people[1], people[2], Person(PORT)
    places = [topic.get_absolute_url() for topic in topics]
    with ThreadPoolExecutor(TABS + 8) as pool:
        tabs = [pool.submit(Visit, reader, place) for place in places]
        alive = [pool.submit(Visit, visitor, "/healthz/") for _time in range(3)]
        fields = {
            "body": f"{time.monotonic_ns()} {TEXT}",
            "key": f"key-{time.monotonic_ns()}",
            "board": str(topics[0].board_id),
        }
        about = {"about": TEXT[:1900], "posts_per_page": "20", "display_name": ""}
        visits = {
            "POST reply": pool.submit(Visit, writer, f"{places[0]}reply/", **fields),
            "POST settings": pool.submit(Visit, people[3], "/settings/", **about),
            "visitor's page": pool.submit(Visit, visitor, places[0]),
            "/readyz/": pool.submit(Visit, visitor, "/readyz/"),
        }
        read = [tab.result() for tab in tabs]
        slowest = max(visit.seconds for visit in read)
        say(
            f"  {TABS} unread topics at once: {dict(Counter(v.status for v in read))}, slowest {slowest:.1f} s"
        )
        say(f"  /healthz/: slowest {max(visit.result().seconds for visit in alive):.1f} s")
        for name, visit in visits.items():
            said = f" ({visit.result().text.splitlines()[0][:60]})" if name == "/readyz/" else ""
            say(f"  {name}: {visit.result()}{said}")


def wait_for_marks(topics) -> None:

    began = time.monotonic()
    while ReadMark.objects.count() < len(topics) and time.monotonic() - began < 30:
        time.sleep(0.1)
    say(f"  {ReadMark.objects.count()} of {len(topics)} read marks, {time.monotonic() - began:.1f} s later")


def lock(seconds: str = "55") -> None:

    people, topics = build()
    with served():
        held = sqlite3.connect(Path(FOLDER) / "forum.sqlite3", isolation_level=None, check_same_thread=False)
        held.execute("BEGIN IMMEDIATE")
        threading.Timer(float(seconds), held.execute, ["ROLLBACK"]).start()
        began = time.monotonic()
        say(f"Another process holds the write lock for {seconds} s:")
        look(people, topics)
        time.sleep(max(0.0, float(seconds) + 1 - (time.monotonic() - began)))
        say("It has let go:")
        wait_for_marks(topics)
        look(people, topics)


@contextmanager
def small_disk(folder: str):
    """A disk in memory in the place of the folder, with what is in it."""
    kept = {path: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], check=True)
    for path, content in kept.items():
        path.write_bytes(content)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def full() -> None:
    if os.geteuid():
        sys.exit("A disk in memory needs root.")

    with small_disk(FOLDER):
        people, topics = build()
        with served():
            filler = Path(FOLDER) / "filler"
            with connection.cursor() as cursor:
                # What is written next would fit into the file as large as it has been.
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            try:
                with filler.open("wb", buffering=0) as file:
                    while file.write(b"x" * 4096):
                        pass
            except OSError:
                say("The disk is full:")
            look(people, topics)
            filler.unlink()
            say("There is room again:")
            wait_for_marks(topics)
            look(people, topics)


def restart(times: str = "3") -> None:
    if connection.vendor != "postgresql":
        sys.exit("Run it by python -m tests.plumbing.postgres python -m tests.load.outages restart")
    people, topics = build()
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        [folder] = cursor.fetchone()
    connection.close()
    with served(), Load(people[1:], topics) as load:
        for _time in range(int(times)):
            time.sleep(2)
            _initdb, pg_ctl = postgres.programs()
            options = ("-m", "fast", "-w", "-l", f"{folder}/log", "restart")
            postgres.call(pg_ctl, "-D", folder, *options, folder=Path(FOLDER))
        time.sleep(2)
        load.tell(f"PostgreSQL restarted {times} times:")


class Load:
    """Members who read and post without a pause."""

    def __init__(self, people: list[Person], topics):
        self.people, self.topics = people, topics
        self.numbers, self.over = count(), threading.Event()
        self.replies: list[Visit] = []
        self.pages: list[Visit] = []
        self.pool = ThreadPoolExecutor(len(people))

    def __enter__(self):
        for n, person in enumerate(self.people):
            self.pool.submit(self.post if n % 2 else self.read, person)
        return self

    def __exit__(self, *_failure):
        self.over.set()
        self.pool.shutdown()

    def post(self, person: Person) -> None:
        while not self.over.is_set():
            n = next(self.numbers)
            topic = self.topics[n % TABS]
            fields = {"body": f"{n} {TEXT}", "key": f"key-{n}", "board": str(topic.board_id)}
            self.replies.append(Visit(person, f"{topic.get_absolute_url()}reply/", **fields))

    def read(self, person: Person) -> None:
        while not self.over.is_set():
            self.pages.append(Visit(person, self.topics[next(self.numbers) % TABS].get_absolute_url()))

    def tell(self, what: str) -> None:
        self.over.set()
        self.pool.shutdown()
        refused = [visit for visit in self.replies if visit.status != 303]
        kept = sum(TEXT.strip() in visit.text for visit in refused)
        say(what)
        say(
            f"  replies {dict(Counter(v.status for v in self.replies))}, text kept in {kept} of {len(refused)}"
        )
        say(f"  pages   {dict(Counter(visit.status for visit in self.pages))}")
        taken = len(self.replies) - len(refused)
        say(f"  {taken} replies taken, {Post.objects.filter(number__gt=1).count()} there")
        say(f"  the next page: {Visit(self.people[0], self.topics[0].get_absolute_url())}")


if __name__ == "__main__":
    {"lock": lock, "full": full, "restart": restart}[sys.argv[1]](*sys.argv[2:])
