"""The forum's pages beside bare Django views of 30 KB on the same kind of server: one table of ratios, of one run.

The forum is served as a user does it. Visitors' pages stand beside a view that does nothing, members' beside one that finds
session and member. Each line is the median of rounds that take turns with the bare view; how far that went up and down is
said below. By requests in a second the table says what people get; by processor time what it costs whatever else the
machine does, and the client's own share is not in it.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle

from django.conf import settings

from accounts.models import User
from tests.load import lines
from tests.load.databases import made_database, processes_of_database
from tests.load.ground import PORT, ROOT
from tests.load.output import say
from tests.load.processes import below, spent
from tests.load.queries import addresses
from tests.load.serving import running
from tests.load.signing_in import FOUND, requests_of
from tests.load.stage import Stage
from tests.load.visiting import signed_in
from tests.plumbing.postgres import free_port

ROUNDS, SECONDS, AT_ONCE = 5, 1.0, 8
SIGNING_IN = 2  # at once: of more out of one network some are told to wait
# For which a row is asked before it is measured: what a topic of thousands of posts, read page after page, leaves of
# what is kept, says nothing of the page that is measured next.
SETTLING = 0.5
GZIP = "Accept-Encoding: gzip"
GOALS = {
    "visitor": dict.fromkeys(("topic", "board", "home", "latest", "feed"), 1.0) | {"304": 1.2},
    "member": {"topic": 0.30, "board": 0.50, "latest": 0.50, "home": 0.60},
}

Asker = Callable[[], bytes]


@dataclass(frozen=True)
class Bare:
    """A bare server: which one, where, and with which headers it is asked."""

    pid: int
    port: int
    headers: tuple[tuple[str, str], ...] = ()

    def askers(self) -> list[Asker]:
        named = (f"{name}: {value}" for name, value in self.headers)
        return [same(lines.request("GET", "/", f"127.0.0.1:{self.port}", *named))] * AT_ONCE


@dataclass
class Row:
    name: str
    who: str
    askers: list[Asker]
    status: int = 200
    anew: Callable[[], list[Asker]] | None = None  # gives the askers for each round
    settles: bool = True  # whether the same pages come again and again
    rates: list[lines.Rate] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)  # milliseconds of a processor, for a request
    floor_rates: list[float] = field(default_factory=list)
    floor_costs: list[float] = field(default_factory=list)

    def ratio(self) -> float:
        pairs = zip(self.rates, self.floor_rates, strict=True)
        return statistics.median(rate.per_second / floor for rate, floor in pairs)

    def ratio_of_costs(self) -> float:
        return statistics.median(
            floor / cost for cost, floor in zip(self.costs, self.floor_costs, strict=True)
        )

    def line(self) -> list[str]:
        goal = GOALS.get(self.who, {}).get(self.name.removesuffix(", gzip"))
        return [
            self.name,
            self.who,
            f"{statistics.median(rate.per_second for rate in self.rates):.0f}",
            f"{self.ratio():.2f}",
            f"{self.ratio_of_costs():.2f}",
            f"{goal:.2f}" if goal else "",
            f"{statistics.median(rate.at(0.95) for rate in self.rates):.1f}",
            f"{statistics.median(self.costs):.2f}",
            f"{self.rates[-1].size / 1024:.1f}",
        ]


HEADS = [
    "page", "who", "requests/s", "of the bare view", "by processor", "goal", "p95 ms", "processor ms", "KB sent"
]  # fmt: skip


def measure(built: Stage, pid: int) -> list[list[str]]:
    """Print the table and give its lines, heads first. `pid`: the forum's server."""
    with bare_servers() as (visitor, member, wsgi):
        rows = [*visitors_rows(built), *members_rows(built)]
        barest = Row("a WSGI application alone", "visitor", wsgi.askers())
        for _round in range(ROUNDS):
            for row in rows:
                take(row, pid, PORT, member if row.who == "member" else visitor)
            take(barest, wsgi.pid, wsgi.port, visitor)
        # The last: what follows from them would be done while others are measured.
        signing_in = Row("sign-in", "member", list(map(same, requests_of(SIGNING_IN))), FOUND)
        for _round in range(ROUNDS):
            take(signing_in, pid, PORT, member)
        rows.append(signing_in)
    table = [HEADS, *(row.line() for row in [*rows, barest])]
    say(f"\nPages beside a bare Django view, {AT_ONCE} at once, medians of {ROUNDS} rounds")
    say(as_text(table))
    for row in rows:
        other = sum((rate.statuses for rate in row.rates), Counter())
        del other[row.status]
        if other:
            say(f"  {row.name}, {row.who}: other answers than {row.status}: {dict(other)}")
    for who in ("visitor", "member"):
        floors = [rate for row in rows if row.who == who for rate in row.floor_rates]
        say(
            f"  the bare view of a {who}: {min(floors):.0f} to {max(floors):.0f} requests/s, "
            f"median {statistics.median(floors):.0f}"
        )
    return table


def take(row: Row, pid: int, port: int, bare: Bare) -> None:
    floor, floor_cost = repeated(bare.pid, bare.port, bare.askers())
    row.floor_rates.append(floor.per_second)
    row.floor_costs.append(floor_cost)
    if row.anew:
        row.askers = row.anew()
    elif row.settles:
        lines.repeat(port, row.askers, SETTLING)
    rate, cost = repeated(pid, port, row.askers)
    row.rates.append(rate)
    row.costs.append(cost)


def repeated(pid: int, port: int, askers: list[Asker]) -> tuple[lines.Rate, float]:
    """What came back, and the milliseconds of a processor for each, PostgreSQL's among them."""
    before = spent([*below(pid), *processes_of_database()])
    rate = lines.repeat(port, askers, SECONDS)
    return rate, (spent([*below(pid), *processes_of_database()]) - before) / len(rate.times)


def visitors_rows(built: Stage) -> Iterator[Row]:
    pages = pages_of_both(built)
    pages.pop("search")  # of which a visitor's network may make so many; a member's says what one costs
    for name, path in {**pages, "feed": "/feed/"}.items():
        yield Row(name, "visitor", [same(asked(path))] * AT_ONCE)
        yield Row(f"{name}, gzip", "visitor", [same(asked(path, GZIP))] * AT_ONCE)
    yield Row("304", "visitor", [], 304, partial(asking_for_changes, pages["topic"]))
    yield Row("topic, cold", "visitor", pages_of_a_long_topic(built), settles=False)


def members_rows(built: Stage) -> Iterator[Row]:
    members = User.objects.filter(username__startswith="follower-").order_by("pk")[:AT_ONCE]
    # As a browser sends them: the token for forms has been there since they signed in.
    token = f"{settings.CSRF_COOKIE_NAME}={'a1B2' * 8}"
    cookies = [f"Cookie: {settings.SESSION_COOKIE_NAME}={signed_in(member)}; {token}" for member in members]
    own = {"unread": "/unread/", "notifications": "/notifications/"}
    for name, path in {**pages_of_both(built), **own}.items():
        yield Row(name, "member", [same(asked(path, GZIP, cookie)) for cookie in cookies])
    yield Row("topic, page after page", "member", pages_of_a_long_topic(built, *cookies), settles=False)


def pages_of_both(built: Stage) -> dict[str, str]:
    """What visitors and members read."""
    pages = addresses(built)
    return {
        "topic": pages["topic"],
        "last page of a long topic": pages["long topic, last page"],
        "board": pages["board"],
        "home": pages["home"],
        "latest": pages["latest"],
        "search": "/search/?q=spring",
    }


def asking_for_changes(path: str) -> list[Asker]:
    """As somebody asks who has the page of this moment."""
    line = lines.Line(PORT)
    _status, answer = line.ask(asked(path))
    line.close()
    etag = re.search(rb"\r\netag: ([^\r]+)", answer, re.IGNORECASE)
    if etag is None:
        sys.exit(f"{path} came without an ETag.")
    return [same(asked(path, f"If-None-Match: {etag[1].decode()}"))] * AT_ONCE


def asked(path: str, *headers: str) -> bytes:
    return lines.request("GET", path, f"127.0.0.1:{PORT}", *headers)


def same(request: bytes) -> Asker:
    return lambda: request


def pages_of_a_long_topic(built: Stage, *cookies: str) -> list[Asker]:
    """Each page once, before any of them comes again: for a visitor none of them is there."""
    path, pages = built.long.get_absolute_url(), built.long.last_number // 20
    numbers = cycle(range(2, pages))
    return [
        lambda cookie=cookie: asked(f"{path}?page={next(numbers)}", GZIP, *cookie)
        for cookie in ([(cookie,) for cookie in cookies] or [()] * AT_ONCE)
    ]


@contextmanager
def bare_servers() -> Iterator[tuple[Bare, Bare, Bare]]:
    """A Django view for visitors, one for members, and a WSGI application without Django, each with two workers."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="folkmoot-bare-"))
        database = {"BARE_DATABASE": made_database("bare") or f"sqlite:///{folder}/bare.sqlite3"}
        key = subprocess.run(
            [sys.executable, "-m", "tests.load.bare_member_view"],
            cwd=ROOT, env=os.environ | database, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        found = []
        for module, headers in (
            ("bare_view", ()),
            ("bare_member_view", (("Cookie", f"sessionid={key}"),)),
            ("bare_page", ()),
        ):
            port = free_port()
            command = ("-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port))
            process = stack.enter_context(
                running(
                    *command,
                    f"tests.load.{module}:application",
                    port=port,
                    headers=headers,
                    environment=os.environ | database,
                )
            )
            found.append(Bare(process.pid, port, headers))
        yield found[0], found[1], found[2]


def as_text(table: list[list[str]]) -> str:
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in table
    )  # fmt: skip
