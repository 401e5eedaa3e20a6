"""When a member was away for long, so that they can be shown what they missed. Nobody else is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.database.deferred_writes import WriteBuffer
from forum.reading.reader_facts import moments_of

LONG = timedelta(days=7)
KEPT_FOR = timedelta(days=7)  # after the return


@dataclass(frozen=True)
class Absence:
    since: datetime
    until: datetime

    @classmethod
    def of(cls, member: User) -> Self | None:
        """The absence from which the member came back lately, if it was long and they have not put it away."""
        since, until = member.away_from, member.away_until
        if since is None or until is None or timezone.now() - until > KEPT_FOR:
            return None
        return cls(since, until)


def note_return(member: User) -> None:
    """Note that the member looks at a page, if that ends a long absence.

    When they were last here is not kept of those who hide it: then what they read last says how long it is ago.
    """
    last = _latest_reading(member) if member.hides_last_seen else member.last_seen_at
    now = timezone.now()
    if last is None or now - last < LONG or (member.away_until and member.away_until > last):
        return
    member.away_from, member.away_until = last, now
    RETURNS.note(member.pk, (now, last))


def put_away(member: User) -> None:
    """Show no more of it. The moment of the return stays: it tells that this absence is over."""
    member.away_from = None
    member.save(update_fields=["away_from"])


def forget_old() -> None:
    old = User.objects.filter(away_until__lt=timezone.now() - KEPT_FOR)
    old.update(away_from=None, away_until=None)


def write(returns: dict[int, tuple[datetime, datetime]]) -> None:
    # In one order, or two processes that write at once would wait for each other.
    for member_id, (until, since) in sorted(returns.items()):
        rows = User.objects.filter(pk=member_id, closed_at=None)
        # Another page of the same return may have been noted, and put away, before.
        rows = rows.filter(Q(away_until=None) | Q(away_until__lte=since))
        rows.update(away_from=since, away_until=until)


def _latest_reading(member: User) -> datetime | None:
    moments = moments_of(member)
    read = [moment for moment in (moments.latest_read_at, moments.latest_line_at) if moment]
    return max(read, default=None)


RETURNS = WriteBuffer("returns of members", write, merge=min)
