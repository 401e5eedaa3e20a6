"""The flood: visitors from everywhere ask for more pages than the machine can make, while members read and post.

    python -m tests.load.flood
    python -m tests.load.flood --posts 50000 --seconds 30

Each visitor has an address of their own, as a trusted proxy would say it, and no cookie; in the last run a false session
instead. Members' requests are measured from a process of their own, so what the flood itself costs is not theirs; but it
shares the machine with the forum, which a real one would not.
"""

import os
import random
from argparse import ArgumentParser
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from typing import Any

from django.apps import apps
from django.db import connection

# The ground first: it names the settings under which the others are imported.
from tests.load import ground, large
from tests.load.flood_requests import ask_evenly, be_members
from tests.load.output import say
from tests.load.processes import memory
from tests.load.serving import served
from tests.load.stage import writers
from tests.load.visiting import signed_in

User, Topic = apps.get_model("accounts", "User"), apps.get_model("topics", "Topic")

MEMBERS, VISITS, KNOWN_TOPICS = 20, 200, 100_000
GOALS = "goals: members' p95 at most 1.5 x quiet and no 5xx; 60 pages/s with p95 of 2 s; 503 within 50 ms; no row by a visit"
RUNS = {"by Zipf's law": {"is_zipf": True}, "evenly": {}, "evenly, false sessions": {"has_sessions": True}}
# What members' own reading and posting writes, and what is written by the hour.
OF_MEMBERS = (
    "posts_",
    "search_",
    "jobs_",
    "follows_",
    "reading_",
    "topics_readmark",
    "notifications_",
    "member_records_",
    "mail_",
)
OF_ALL = {"traffic_traffichour": "one for each hour, kind and family", "limits_window": "limits of members"}


def main() -> None:
    words = ArgumentParser(description="Flood the forum with visitors while members read and post.")
    words.add_argument("--posts", type=int, default=1_000_000)
    words.add_argument("--seconds", type=float, default=300.0, help="of each of the three floods")
    words.add_argument(
        "--quiet", type=float, default=30.0, help="seconds of members alone, before each flood"
    )
    chosen = words.parse_args()
    built = large.build(chosen.posts)
    pages = addresses(built)
    cookies = [signed_in(member) for member in writers("regular", MEMBERS, built.boards[0])]
    replies = [page for page in pages if page.startswith("/t/")][:KNOWN_TOPICS]
    connection.close()
    os.environ["FORUM_TRUSTED_PROXIES"] = "1"
    say(f"On {connection.vendor}, {os.cpu_count()} processors, {VISITS} visits/s, {MEMBERS} members; {GOALS}")
    # A worker would go through all posts of a forum that was made a moment ago, and measure that.
    with served("--no-worker") as server:
        for name, how in RUNS.items():
            say(f"\nDrawn {name}")
            quiet = during(chosen.quiet, cookies, replies)
            say(f"  members, quiet             {quiet['pace']}   5xx {quiet['errors']}")
            rows, before = row_counts(), memory(server.pid)
            flooded = during(chosen.seconds, cookies, replies, pages=pages, how=how)
            show(quiet, flooded, chosen.seconds)
            say(f"  memory (PSS)               {before:.0f} -> {memory(server.pid):.0f} MiB")
            show_rows(rows, row_counts())


def addresses(built: large.LargeForum) -> list[str]:
    """What a crawler finds: mostly topics, a few lists, boards and members. In an order of its own, for Zipf's law."""
    # The last board is the team's.
    topics = (
        Topic.objects.filter(board__in=built.boards[:-1], removed_at=None).only("id", "title").order_by("id")
    )
    found = [topic.get_absolute_url() for topic in topics[:KNOWN_TOPICS].iterator()]
    found += [
        f"{board.get_absolute_url()}?page={page}" for board in built.boards[:-1] for page in range(1, 4)
    ]
    found += [
        f"/u/{name}/" for name in User.objects.order_by("id").values_list("username", flat=True)[:1_000]
    ]
    found += ["/", "/latest/", "/new/", "/tags/", "/boards/", "/feed/"]
    random.Random(1).shuffle(found)
    return found


def during(
    seconds: float,
    cookies: list[str],
    replies: list[str],
    pages: list[str] | None = None,
    how: dict[str, bool] | None = None,
) -> dict[str, Any]:
    """Members for so long, and a flood beside them where there are pages for it."""
    here, there = Pipe(duplex=False)
    flood = Process(target=_flood, args=(there, seconds, pages, how)) if pages else None
    if flood:
        flood.start()
    result = be_members(ground.PORT, cookies, replies, seconds)
    if flood:
        result["visits"] = here.recv()
        flood.join()
    return result


def _flood(there: Connection, seconds: float, pages: list[str], how: dict[str, bool]) -> None:
    there.send(ask_evenly(ground.PORT, pages, VISITS, seconds, **how))


def show(quiet: dict[str, Any], flooded: dict[str, Any], seconds: float) -> None:
    ratio = flooded["pace"].at(0.95) / quiet["pace"].at(0.95)
    say(f"  members, flooded           {flooded['pace']}   5xx {flooded['errors']}   p95 x {ratio:.1f}")
    for status, times in sorted(flooded["visits"].items()):
        times.sort()
        p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
        say(
            f"  visitors, {status or 'no answer':<16} {len(times) / seconds:8.1f}/s   p50 {p50:7.1f} ms   p95 {p95:7.1f} ms"
        )


def row_counts() -> dict[str, int]:
    connection.close()  # what was read before must not be seen again
    models = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    return {table: model._base_manager.count() for table, model in models.items()}


def show_rows(before: dict[str, int], after: dict[str, int]) -> None:
    grown = {table: after[table] - before[table] for table in before if after[table] > before[table]}
    others = {table: rows for table, rows in grown.items() if not table.startswith(OF_MEMBERS)}
    say(f"  rows that members wrote    {sum(grown.values()) - sum(others.values())}")
    say(f"  rows beside these          {sum(others.values())}")
    for table, rows in others.items():
        say(f"    {table:<24} {rows} {OF_ALL.get(table, '')}")


if __name__ == "__main__":
    main()
