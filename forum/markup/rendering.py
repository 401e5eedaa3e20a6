"""Renders members' texts within limits of time; what the rest of the forum calls."""

import atexit
import os
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from itertools import islice
from typing import Any, TypeVar

from forum.markup.accepted_text import LIMIT, accepted_text
from forum.markup.child_processes import Job, RendererPool
from forum.markup.cost_limits import is_cheap
from forum.markup.options import Options
from forum.markup.pipeline import plain_rendering, render_unlimited
from forum.markup.results import Refused, Rendered, Unsound

Key = TypeVar("Key", bound=Hashable)
Members = Mapping[str, str] | None

SECONDS = 2.0
# Nobody waits for an import, and the machine is busy then; processor time is limited all the same.
BULK_SECONDS = 20.0
BATCH = 40
FEW_CHILDREN = 2

children = RendererPool(FEW_CHILDREN)


def render(
    source: str,
    members: Members = None,
    limit: int = LIMIT,
    *,
    options: Options = Options(),
    is_dear: bool = False,
) -> Rendered:
    """Read a member's Markdown. Raise `Refused` for text that cannot become a post; anything else is shown.

    `members` says whom an @name stands for: casefolded name to canonical name. A text that is too costly or too
    broken comes back as plain text with the reason in `plain_reason`, after at most a second of processor time.
    Another `limit` is for posts that were written elsewhere, under other rules. `is_dear` is for those who have had
    much rendered just now: they leave a child process to the others. Raise `Busy` if none is free for seconds.
    """
    source = accepted_text(source, limit)
    if not is_cheap(source, options):
        [(answer, cost)] = children.answers(
            [(source, dict(members or {}), asdict(options))], SECONDS, is_dear
        )
        return as_rendered(source, answer, cost)
    before = time.thread_time()
    try:
        result = render_unlimited(source, members or {}, options)
    except Unsound as unsound:
        result = plain_rendering(source, str(unsound))
    return replace(result, cost=round((time.thread_time() - before) * 1000))


def render_many(
    texts: Iterable[tuple[Key, str, Members]],
    limit: int = LIMIT,
    *,
    options: Options = Options(),
    processors: int | None = None,
) -> Iterator[tuple[Key, Rendered | Refused]]:
    """Render (key, source, members) one after the other; yields (key, Rendered or Refused). On all processors
    unless told how many.

    Keeps the order, and takes from `texts` only a few hundred ahead of what it gives back.
    """
    size = processors or os.cpu_count() or 1
    pool, threads = RendererPool(size), ThreadPoolExecutor(size)
    coming = iter(texts)
    batches: deque[Future[list[tuple[Key, Rendered | Refused]]]] = deque()
    try:
        while batch := list(islice(coming, BATCH)):
            batches.append(threads.submit(render_batch, pool, batch, limit, options))
            if len(batches) > 2 * size:
                yield from batches.popleft().result()
        while batches:
            yield from batches.popleft().result()
    finally:
        threads.shutdown(cancel_futures=True)
        pool.end()


def render_batch(
    pool: RendererPool, batch: list[tuple[Key, str, Members]], limit: int, options: Options
) -> list[tuple[Key, Rendered | Refused]]:
    results: dict[int, Rendered | Refused] = {}
    jobs: dict[int, Job] = {}
    for place, (_, text, members) in enumerate(batch):
        try:
            source = accepted_text(text, limit)
        except Refused as refused:
            results[place] = refused
            continue
        jobs[place] = (source, dict(members or {}), asdict(options))
    answers = pool.answers(list(jobs.values()), BULK_SECONDS)
    for (place, (source, *_)), (answer, cost) in zip(jobs.items(), answers, strict=True):
        results[place] = as_rendered(source, answer, cost)
    return [(key, results[place]) for place, (key, _, _) in enumerate(batch)]


def as_rendered(source: str, answer: Any, cost: int) -> Rendered:
    if isinstance(answer, str):
        return replace(plain_rendering(source, answer), cost=cost)
    html, text, mentions, quotes, links, images = answer
    return Rendered(html, text, tuple(mentions), tuple(quotes), tuple(links), tuple(images), cost=cost)


atexit.register(children.end)
os.register_at_fork(after_in_child=children.forget)
