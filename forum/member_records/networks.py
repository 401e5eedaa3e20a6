"""Which networks members came from: one row for a member, a network and a day, kept as long as the owner says.

Nobody but staff with permission to see networks reads them. Visitors leave none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.networks import network_of
from forum.database.deferred_writes import WriteBuffer
from forum.legal_holds.holding import held_members
from forum.member_records.models import MemberNetwork
from forum.site.models import SiteSettings

Key = tuple[int, str, date]
MOST_REMEMBERED = 50_000  # by each process, so that one visit after another is not written again

_noted: set[Key] = set()
_noted_on: list[date] = []


def note(member: User, ip: str, days_kept: int) -> None:
    """Called with each page a member asks for; at most one write in a day for each network they come from."""
    if not days_kept:
        return
    today = timezone.now().date()
    if _noted_on != [today] or len(_noted) >= MOST_REMEMBERED:
        _noted.clear()
        _noted_on[:] = [today]
    try:
        key = (member.pk, network_of(ip), today)
    except ValueError:
        return
    if key not in _noted:
        _noted.add(key)
        NETWORKS.note(key, True)


def write(noted: Iterable[Key]) -> None:
    # They may have closed their account since.
    members = User.objects.filter(pk__in={member for member, _network, _day in noted}, closed_at=None)
    there = set(members.values_list("pk", flat=True))
    rows = [MemberNetwork(member_id=m, network=n, day=d) for m, n, d in sorted(noted) if m in there]
    MemberNetwork.objects.bulk_create(rows, ignore_conflicts=True)


NETWORKS = WriteBuffer("which networks members came from", write, pause=10.0)


def forget_all_noted() -> None:
    """For tests: what a process remembers would outlast the rows."""
    _noted.clear()


def purge(**_facts: Any) -> None:
    """Delete what is older than the owner keeps; all of it where nothing is kept. Not of those under a legal hold."""
    days = SiteSettings.current().network_days
    rows = MemberNetwork.objects.exclude(held_members())
    if days:
        rows = rows.filter(day__lt=timezone.now().date() - timedelta(days=days))
    rows.delete()


def forget_networks(member: User) -> None:
    """They close their account."""
    MemberNetwork.objects.filter(member=member).exclude(held_members()).delete()


@dataclass(frozen=True)
class Sharing:
    """That several accounts came from one network."""

    network: str
    accounts: list["Account"]


@dataclass(frozen=True)
class Account:
    member: User
    first: date
    last: date


def shared_networks(member: User | None = None) -> QuerySet[MemberNetwork, Any]:
    """Networks from which several accounts came, the latest first; of one member, those they came from."""
    rows = MemberNetwork.objects.all()
    if member is not None:
        rows = rows.filter(network__in=MemberNetwork.objects.filter(member=member).values("network"))
    grouped = rows.order_by().values("network").annotate(n=Count("member", distinct=True), last=Max("day"))
    return grouped.filter(n__gt=1).order_by("-last", "network")


def accounts_from(networks: list[str], most: int) -> list[Sharing]:
    """Who came from these and when, in two queries; of each network so many accounts at most."""
    rows = MemberNetwork.objects.filter(network__in=networks).order_by().values("network", "member")
    spans = list(rows.annotate(first=Min("day"), last=Max("day")).order_by("network", "-last", "member"))
    shown: dict[str, list[Any]] = {network: [] for network in networks}
    for span in spans:
        if len(shown[span["network"]]) < most:
            shown[span["network"]].append(span)
    members = User.objects.in_bulk({span["member"] for of_network in shown.values() for span in of_network})
    return [
        Sharing(
            network, [Account(members[span["member"]], span["first"], span["last"]) for span in of_network]
        )
        for network, of_network in shown.items()
    ]
