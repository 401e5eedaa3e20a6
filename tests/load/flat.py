"""What each page costs on a forum of a million posts, beside the same page of a small one: `make bench ARGS=--big`.

Of each page of the forum and each list of its admin the reader is shown for whom it grows most. Both forums are measured in
turns, each in a process of its own; the least of all turns counts, for what else the machine does only adds to it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.load.databases import made_database
from tests.load.ground import ROOT
from tests.load.output import say

SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 2
MOST, LEAST_MORE = 1.5, 2.0  # times as much as on the small forum; milliseconds more that count as growth


@dataclass(frozen=True, order=True)
class Cost:
    milliseconds: float
    size: int  # bytes


Costs = dict[tuple[str, str], Cost]  # by page and reader


def measure(posts: int = LARGE) -> list[list[str]]:
    """The table, with its head, of pages that grow, and how many don't; raise CalledProcessError where a forum can't be made or asked."""
    costs: tuple[Costs, Costs] = ({}, {})
    with ExitStack() as stack:
        forums = [stack.enter_context(forum(name)) for name in ("small", "large")]
        for environment, size in zip(forums, (SMALL, posts), strict=True):
            say(f"A forum of {size:,} posts, with as much of everything else as comes with them …")
            _child(environment, "prepare", str(size))
        for turn in range(ROUNDS):
            say(f"All pages of both, for the {('first', 'second')[turn]} time …")
            for environment, of_forum in zip(forums, costs, strict=True):
                for page, reader, status, *figures in _asked(environment):
                    if status == 200:
                        cost = Cost(*figures)
                        of_forum[page, reader] = min(of_forum.get((page, reader), cost), cost)
    return _table(*costs, posts)


@contextmanager
def forum(name: str) -> Iterator[dict[str, str]]:
    """The environment of an empty forum, which is gone afterwards with the folder, or with the server of the database."""
    with tempfile.TemporaryDirectory(prefix=f"folkmoot-{name}-") as folder:
        yield os.environ | {"FORUM_LOAD_FOLDER": folder, "DATABASE_URL": made_database(name) or ""}


def _child(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "tests.load.flat_pages", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _asked(environment: dict[str, str]) -> Iterator[tuple[str, str, int, float, int]]:
    for line in _child(environment, "measure").splitlines():
        if line.startswith("["):
            yield tuple(json.loads(line))


def _table(small: Costs, large: Costs, posts: int) -> list[list[str]]:
    by_page: dict[str, list[tuple[float, str, Cost, Cost]]] = defaultdict(list)
    for (page, reader), most in large.items():
        if least := small.get((page, reader)):
            by_page[page].append((_times(least, most), reader, least, most))
    worst = sorted(((*max(found), page) for page, found in by_page.items()), reverse=True)
    head = ["page", "for", f"ms at {SMALL:,}", f"ms at {posts:,}", "times", "KB", "KB"]
    rows = [[_shown(page), reader, *_figures(least, most)] for _ratio, reader, least, most, page in worst]
    for row in [head, *rows]:
        say(f"  {row[0]:<70}{row[1]:<9}" + "".join(f"{cell:>14}" for cell in row[2:]))
    above = sum(ratio > MOST for ratio, *_rest in worst)
    return [head, *rows[:above], [f"{len(rows) - above} others", "", "", "", f"≤ {MOST:.2f}", "", ""]]


def _times(least: Cost, most: Cost) -> float:
    times = most.milliseconds / least.milliseconds
    # A page of few milliseconds that takes some more is not one that grows.
    return times if most.milliseconds - least.milliseconds > LEAST_MORE else min(times, MOST)


def _figures(least: Cost, most: Cost) -> list[str]:
    """A page of more KB has more on it: the small forum has not enough to fill one."""
    return [
        f"{least.milliseconds:.1f}",
        f"{most.milliseconds:.1f}",
        f"{most.milliseconds / least.milliseconds:.2f}",
        f"{least.size / 1024:.0f}",
        f"{most.size / 1024:.0f}",
    ]


def _shown(page: str) -> str:
    return page.replace("|", "\\|")
