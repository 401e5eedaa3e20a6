"""A forum of many posts: what its searches and its lists cost.

    make bench ARGS="--posts 1000000 --beside da2c6ce"

measures the pages of that commit too, on the same database, in turns.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from forum.demo.large.filling import LargeForum, fill
from tests.load import large_searches
from tests.load.ground import ROOT
from tests.load.output import say

Page = tuple[str, str, str | None]  # its name, its address, who reads it
TURNS = 2


def measure(posts: int, beside: str | None) -> None:
    built = build(posts)
    large_searches.measure(built)
    pages = pages_of(built)
    say(
        f"\nPages with {posts:,} posts, and a reader with many read marks: milliseconds of a processor, least and p95"
    )
    with checkout(beside) as earlier:
        times: dict[bool, dict[str, list[float]]] = {True: {}, False: {}}
        for is_earlier in [True, False] * TURNS if earlier else [False] * TURNS:
            for name, took in asked(earlier or ROOT if is_earlier else ROOT, pages):
                times[is_earlier].setdefault(name, []).extend(took)
    for name, _address, _who in pages:
        say(f"  {name:<40}{shown(times[True].get(name))}{shown(times[False][name])}")
    say("\nStatements of these pages that walk through a large table or sort its rows")
    for name, found in asked(ROOT, pages, "--plans"):
        for statement in found:
            say(f"  {name}: {statement[:1500]}")


def build(posts: int) -> LargeForum:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    started = time.monotonic()
    built = fill(posts, 1, timezone.now().date(), say)
    # What was written at once goes to the disk before anything is measured, which would wait for it otherwise.
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()
    say(f"{posts:,} posts on {connection.vendor}: {time.monotonic() - started:.0f} s")
    return built


def pages_of(built: LargeForum) -> list[Page]:
    """Those that an earlier version has first."""
    topic, board, tag = built.middle.get_absolute_url(), built.boards[0], built.tags[3]
    lists = {
        "home": "/",
        "board": board.get_absolute_url(),
        "board, page 100": f"{board.get_absolute_url()}?page=100",
        "topic": topic,
        "tag": tag.get_absolute_url(),
        "/latest/": "/latest/",
        "/latest/, page 100": "/latest/?page=100",
        "/latest/ of a tag": f"/latest/?tag={tag.slug}",
        "/latest/ of a board": f"/latest/?board={board.slug}",
        "/latest/ of two tags": f"/latest/?tag={tag.slug}&tag={built.tags[4].slug}",
        "/new/": "/new/",
        "/new/ of a board": f"/new/?board={board.slug}",
        "/top/ of a year": "/top/?period=year",
        "/top/ of all time": "/top/?period=all",
        "/unanswered/": "/unanswered/",
    }
    own = {
        "/following/": "/following/",
        "/unread/": "/unread/",
        "/unread/ of a board": f"/unread/?board={board.slug}",
        "/mine/ started": "/mine/?show=started",
        "/mine/ replied": "/mine/?show=replied",
    }
    reader = built.reader.username
    visitors: list[Page] = [(f"{name}, visitor", address, None) for name, address in lists.items()]
    return [*visitors, *((f"{name}, reader", address, reader) for name, address in (lists | own).items())]


def asked(folder: Path, pages: list[Page], *words: str) -> Iterator[tuple[str, list]]:
    command = [sys.executable, str(ROOT / "tests" / "load" / "page_times.py"), *words]
    done = subprocess.run(
        command, cwd=folder, input=json.dumps(pages), stdout=subprocess.PIPE, text=True, check=True
    )
    return map(json.loads, done.stdout.splitlines())


@contextmanager
def checkout(commit: str | None) -> Iterator[Path | None]:
    """A folder with the forum as it was in this commit."""
    if commit is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="folkmoot-earlier-") as folder:
        git = ["git", "-C", str(ROOT)]
        with subprocess.Popen([*git, "archive", commit], stdout=subprocess.PIPE) as archive:
            subprocess.run(["tar", "-x", "-C", folder], stdin=archive.stdout, check=True)
        yield Path(folder)


def shown(took: list[float] | None) -> str:
    if not took:
        return f"{'-':>20}"
    return f"{min(took):>11.1f} {sorted(took)[len(took) * 95 // 100]:>8.1f}"
