"""How long searches take in a large forum."""

import time
from collections.abc import Callable
from itertools import pairwise

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from forum.demo.large.filling import LargeForum
from forum.limits import in_memory
from forum.search.engines import MOST_COUNTED, NO_MATCHES, Matches, engine
from forum.search.query import parse
from tests.load import cpu
from tests.load.output import say
from tests.load.pool_words import common_word, most_common
from tests.load.timing import Pace

TIMES = 40


def hostile(common: str, often: list[str]) -> dict[str, str]:
    return {
        "1,200 words": "word " * 1_200,
        "lone quotes": '"' * 301,
        "a lone quote": f'"{common}',
        "NUL and surrogates": f"{common}\x00\ud800",
        "a storm of *": "* " * 200,
        "10 kB": "x" * 10_000,
        "nothing but operators": "AND OR NOT NEAR ( ) -" * 15,
        "twelve of the most common words": " ".join(often[:12]),
        "as many to leave out": f"{common} -" + " -".join(often[:12]),
        "phrases of these": " ".join(f'"{one} {other}"' for one, other in pairwise(often)),
    }


def measure(built: LargeForum) -> None:
    common, often, half = (
        common_word(built.pool),
        most_common(built.pool, 13),
        f"board:{built.boards[0].slug}",
    )
    matches = found(f"{common} {half}")
    say(
        f"\nSearches, {built.sizes.posts:,} posts; {common!r} on half of the forum: {matches.count:,}, part: {matches.is_partial}"
    )
    bare = Client(headers={"host": "127.0.0.1"})
    line("a bare view", lambda: bare.get("/healthz/"))
    for name, typed in searches(built, half, common, often[0]).items():
        line(name, lambda typed=typed: found(typed))
        order = "date" if typed.endswith(" ") else "relevance"
        line("  its page", lambda typed=typed, order=order: page(bare, typed, order))
    for name, typed in hostile(common, often).items():
        line(f"hostile: {name}", lambda typed=typed: found(typed))


def searches(built: LargeForum, half: str, common: str, most: str) -> dict[str, str]:
    seldom = built.middle.title.split()[-1]
    return {
        "a word in a tenth of all posts, on half the forum": f"{common} {half}",
        "the same on all of it": common,
        "by date": f"{common} {half} ",
        "a word in most posts": most,
        "the same with a tag": f"{most} tag:{built.tags[3].slug}",
        "the same of an author": f"{most} author:{built.busy.username}",
        "the same on a smaller board": f"{most} board:{built.boards[3].slug}",
        "the same in locked topics": f"{most} is:locked",
        "the same of the first year": f"{most} before:2017-01-01",
        "a board without words": f"board:{built.boards[3].slug}",
        "two words": f"{common} {seldom}",
        "a phrase": f'"{built.middle.posts.first().text[:30].rpartition(" ")[0]}"',
    }


def found(typed: str) -> Matches:
    visitor = AnonymousUser()
    query = parse(typed, {}, visitor)
    if query.is_empty:
        return NO_MATCHES
    return engine().match(
        query, visitor, "date" if typed.endswith(" ") else "relevance", slice(0, MOST_COUNTED)
    )


def page(browser: Client, typed: str, order: str) -> None:
    # As many as these are more than one reader may ask for in a minute.
    in_memory.forget_all()
    assert browser.get("/search/", {"q": typed, "sort": order}).status_code == 200


def line(name: str, call: Callable[[], object]) -> None:
    times, work = [], []
    for _time in range(TIMES):
        began, started = cpu.spent(), time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
        work.append(cpu.spent() - began)
    work.sort()
    middle, most = work[TIMES // 2], work[TIMES * 95 // 100]
    say(
        f"  {name:<52}{Pace(1000 * TIMES / sum(times), sorted(times))}   work p50 {middle:6.1f}   p95 {most:6.1f} ms"
    )
