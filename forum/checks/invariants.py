import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.checks import counters, database, files, numbers, orphans, search, texts
from forum.checks.faults import Fault
from forum.checks.sampling import Look


def always_all(faults: Callable[[], Iterator[Fault]]) -> Callable[[Look], Iterator[Fault]]:
    """A check of which nothing is sampled."""
    return lambda look: faults()


def no_note(look: Look) -> str:
    return ""


INVARIANTS = (
    ("I1", _("texts"), always_all(texts.faults), no_note),
    ("I2", _("counters"), always_all(counters.faults), no_note),
    ("I3", _("numbers"), always_all(numbers.faults), no_note),
    ("I4", _("orphans"), always_all(orphans.faults), no_note),
    ("I5", _("database"), database.faults, database.note),
    ("I6", _("search"), search.faults, search.note),
    ("I9", _("files"), files.faults, files.note),
)


@dataclass(frozen=True)
class Verdict:
    """What was found about one invariant."""

    code: str
    name: str
    faults: tuple[Fault, ...]
    note: str
    seconds: float

    @property
    def is_whole(self) -> bool:
        return not self.faults


def check_invariants(look: Look | None = None) -> Iterator[Verdict]:
    """Check every invariant in turn. Only reads, and takes no lock that people who post would notice."""
    look = look or Look()
    for code, name, faults_of, note_of in INVARIANTS:
        started = time.monotonic()
        faults, note = tuple(faults_of(look)), note_of(look)
        yield Verdict(code, str(name), faults, note, round(time.monotonic() - started, 2))
