import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from tests.load.output import say


@dataclass(frozen=True)
class Pace:
    """How often something was done, and how long it took: milliseconds, sorted."""

    per_second: float
    times: list[float]

    def at(self, share: float) -> float:
        return self.times[min(int(len(self.times) * share), len(self.times) - 1)]

    def __str__(self):
        return f"{self.per_second:8.1f}/s   p50 {self.at(0.5):7.1f} ms   p95 {self.at(0.95):7.1f} ms"


def pace(calls: list[Callable[[], object]], seconds: float) -> Pace:
    """Repeat every call in a thread of its own until the time is up."""
    until = time.monotonic() + seconds
    began = time.monotonic()
    with ThreadPoolExecutor(len(calls)) as pool:
        times = sorted(chain.from_iterable(pool.map(lambda call: list(_timed(call, until)), calls)))
    return Pace(len(times) / (time.monotonic() - began), times)


def _timed(call: Callable[[], object], until: float) -> Iterator[float]:
    while True:
        started = time.monotonic()
        call()
        yield (time.monotonic() - started) * 1000
        if time.monotonic() >= until:
            return


def compare(what: str, one: Pace, other: Pace) -> None:
    say(f"  ratio of times, {what}: {one.at(0.5) / other.at(0.5):.2f}")
