"""How long searches take in a large forum."""

import time
from collections.abc import Callable
from itertools import pairwise

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from forum.limits import in_memory
from forum.search.engines import MOST_COUNTED, NO_MATCHES, Matches, engine
from forum.search.query import parse
from tests.load import cpu, words
from tests.load.large_forum import LargeForum
from tests.load.output import say
from tests.load.timing import Pace

TIMES = 40
HOSTILE = {
    "1,200 words": "word " * 1_200,
    "lone quotes": '"' * 301,
    "a lone quote": f'"{words.COMMON}',
    "NUL and surrogates": f"{words.COMMON}\x00\ud800",
    "a storm of *": "* " * 200,
    "10 kB": "x" * 10_000,
    "nothing but operators": "AND OR NOT NEAR ( ) -" * 15,
    "twelve common words": " ".join(
        [words.COMMON, *words.fragments(1, 1)[0].lower().strip(".").split()[:11]]
    ),
    "twelve of the most common words": " ".join(words.most_common(12)),
    "as many to leave out": f"{words.COMMON} -" + " -".join(words.most_common(12)),
    "phrases of these": " ".join(f'"{one} {other}"' for one, other in pairwise(words.most_common(13))),
}


def measure(built: LargeForum) -> None:
    half = f"board:{built.boards[0].slug}"
    matches = found(f"{words.COMMON} {half}")
    say(
        f"\nSearches, {built.posts:,} posts; {words.COMMON!r} on half of the forum: {matches.count:,}, part: {matches.is_partial}"
    )
    bare = Client(headers={"host": "127.0.0.1"})
    line("a bare view", lambda: bare.get("/healthz/"))
    for name, typed in searches(built, half).items():
        line(name, lambda typed=typed: found(typed))
        order = "date" if typed.endswith(" ") else "relevance"
        line("  its page", lambda typed=typed, order=order: page(bare, typed, order))
    for name, typed in HOSTILE.items():
        line(f"hostile: {name}", lambda typed=typed: found(typed))


def searches(built: LargeForum, half: str) -> dict[str, str]:
    seldom = built.topic.title.split()[1]
    return {
        "a word in a tenth of all posts, on half the forum": f"{words.COMMON} {half}",
        "the same on all of it": words.COMMON,
        "by date": f"{words.COMMON} {half} ",
        "a word in most posts": words.most_common(1)[0],
        "the same with a tag": f"{words.most_common(1)[0]} tag:{built.tags[3].slug}",
        "the same of an author": f"{words.most_common(1)[0]} author:member-31",
        "the same on a board of a sixth": f"{words.most_common(1)[0]} board:{built.boards[3].slug}",
        "the same in locked topics": f"{words.most_common(1)[0]} is:locked",
        "the same of the first year": f"{words.most_common(1)[0]} before:2017-01-01",
        "a board without words": f"board:{built.boards[3].slug}",
        "two words": f"{words.COMMON} {seldom}",
        "a phrase": f'"{built.topic.posts.first().text[:30].rpartition(" ")[0]}"',
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
