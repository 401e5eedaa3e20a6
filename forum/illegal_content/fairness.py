"""Who comes into the queue when more is reported than moderators can look at.

Each case that is let in uses a place. There are ten in twelve minutes, and so 50 in an hour. Some are kept for each
lane: cases that a member or a confirmed address has reported, urgent ones, and all others. The rest are for whichever
lane needs them.
Of those that wait for a place in a lane, that one is next which has least in common with those let in lately: the same
network, the same topic or member, the same words, the same domain of the address. A flood from one network, about one
topic, or of one text so takes turns with everybody else, however large it is. What finds no place waits, and is never
dropped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from itertools import chain

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from forum.illegal_content import alerts
from forum.illegal_content.models import Case, Notice, QueueLock

WINDOW = timedelta(minutes=12)
# In each window. A lane has its own, and those that are shared as far as no other has used them.
PLACES = {Case.Lane.PROVEN: 3, Case.Lane.URGENT: 2, Case.Lane.OPEN: 2}
SHARED = 3
REMEMBERED_FOR = timedelta(days=1)
Marks = tuple[str, ...]


def marks_of(*, network: str, scope: str, words: str, email: str) -> list[str]:
    """Hashes of what a notice has in common with others, so that no table holds networks."""
    domain = email.rpartition("@")[2].casefold()
    said = {
        "network": network,
        "wide": wide_network(network),
        "scope": scope,
        "words": " ".join(words.casefold().split())[:300],
        "domain": domain,
    }
    return [
        salted_hmac("forum.illegal_content.marks", f"{name}:{what}", algorithm="sha256").hexdigest()[:16]
        for name, what in said.items()
        if what
    ]


def wide_network(network: str) -> str:
    """What one provider or owner of many addresses has: 65,536 of IPv4, or a /32 of IPv6."""
    if not network:
        return ""
    address = ip_address(network.partition("/")[0])
    return str(ip_network(f"{address}/{32 if address.version == 6 else 16}", strict=False))


@transaction.atomic
def let_in() -> list[int]:
    """Let waiting cases into the queue as far as there are places; return their ids."""
    if not Case.objects.held_back().exists():
        return []
    QueueLock.objects.get_or_create(pk=1)
    QueueLock.objects.select_for_update().get(pk=1)
    now = timezone.now()
    return [pk for lane in PLACES for pk in _let_in(lane, now)]


def free_places(lane: int, now: datetime) -> int:
    recent = Case.objects.filter(by_share=True, queued_at__gt=now - WINDOW).order_by()
    used: dict[int, int] = dict(recent.values_list("lane").annotate(Count("pk")))
    lent = sum(max(used.get(each, 0) - places, 0) for each, places in PLACES.items())
    own = max(PLACES[Case.Lane(lane)] - used.get(lane, 0), 0)
    return own + max(SHARED - lent, 0)


def _let_in(lane: int, now: datetime) -> list[int]:
    recent = Case.objects.filter(lane=lane, by_share=True)
    free = free_places(lane, now)
    if free <= 0:
        return []
    held_back = Case.objects.held_back().filter(lane=lane)
    waiting = list(held_back.order_by("rank", "opened_at", "pk").values_list("pk", flat=True))
    if not waiting:
        return []
    marks = marks_by_case(held_back)
    used = Counter(used_marks(recent.filter(queued_at__gt=now - REMEMBERED_FOR)))
    chosen: list[int] = []
    for _place in range(min(free, len(waiting))):
        # Of those that are equal the first: the graver, then the older.
        best = min(waiting, key=lambda pk: cost(marks.get(pk, []), used))
        waiting.remove(best)
        used.update(set(chain.from_iterable(marks.get(best, []))))
        chosen.append(best)
    Case.objects.filter(pk__in=chosen).update(queued_at=now)
    for case in Case.objects.filter(pk__in=chosen, is_urgent=True):
        alerts.write_urgent(case)
    return chosen


def cost(notices: Iterable[Marks], used: Counter[str]) -> int:
    """How often what a notice has in common with others was let in lately: the mark that was, most often, counts.

    Of several notices the one that has least in common counts, so that nobody holds a case back by adding to it.
    """
    return min((max((used[mark] for mark in marks), default=0) for marks in notices), default=0)


def marks_by_case(cases: QuerySet[Case]) -> dict[int, list[Marks]]:
    found: dict[int, list[Marks]] = {}
    for case, marks in Notice.objects.filter(case__in=cases).order_by().values_list("case", "marks"):
        found.setdefault(case, []).append(tuple(marks))
    return found


def used_marks(cases: QuerySet[Case]) -> Iterator[str]:
    for notices in marks_by_case(cases).values():
        yield from set(chain.from_iterable(notices))


def take_in(cases: Iterable[Case]) -> int:
    """Let these in at once, because a moderator says so; they use no places. Return how many were still held back."""
    ids = [case.pk for case in cases]
    return Case.objects.held_back().filter(pk__in=ids).update(queued_at=timezone.now(), by_share=False)
