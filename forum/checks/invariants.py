import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.checks import counters, database, files, numbers, orphans, search, texts
from forum.checks.faults import Fault

INVARIANTS = (
    ("I1", _("texts"), texts.faults),
    ("I2", _("counters"), counters.faults),
    ("I3", _("numbers"), numbers.faults),
    ("I4", _("orphans"), orphans.faults),
    ("I5", _("database"), database.faults),
    ("I6", _("search"), search.faults),
    ("I9", _("files"), files.faults),
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


def check_invariants() -> Iterator[Verdict]:
    """Check every invariant in turn. Only reads, and takes no lock that people who post would notice."""
    for code, name, faults_of in INVARIANTS:
        started = time.monotonic()
        faults = tuple(faults_of())
        note = database.note() if faults_of is database.faults else ""
        yield Verdict(code, str(name), faults, note, round(time.monotonic() - started, 2))
