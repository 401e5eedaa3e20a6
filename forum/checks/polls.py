"""I2 of polls: their counters are what a recount of the votes gives, and each vote is one that its poll allows."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from forum.checks.faults import Fault, fault_if_any
from forum.polls.models import Ballot, Poll, PollOption, Vote


def faults() -> Iterator[Fault]:
    yield from fault_if_any(
        options_with_wrong_count(), "poll.votes", _("options of polls with a wrong number of votes")
    )
    yield from fault_if_any(
        polls_with_wrong_count(), "poll.voters", _("polls with a wrong number of people who voted")
    )
    strays = Vote.objects.exclude(option__poll=F("ballot__poll"))
    yield from fault_if_any(strays, "vote.option", _("votes for an option of another poll"))
    votes = Vote.objects.filter(ballot=OuterRef("pk")).order_by().values("ballot")
    counted = Ballot.objects.annotate(n=Coalesce(Subquery(votes.annotate(n=Count("pk")).values("n")), 0))
    wrong = counted.filter(Q(n=0) | Q(n__gt=F("poll__most_choices")))
    yield from fault_if_any(wrong, "ballot.votes", _("ballots with no vote, or with too many"))
    left = Ballot.objects.filter(member__closed_at__isnull=False)
    yield from fault_if_any(left, "ballot.member", _("ballots that name a member who has left"))


def options_with_wrong_count() -> QuerySet[PollOption]:
    return _recounted(PollOption.objects.all(), Vote.objects.all(), "option").exclude(vote_count=F("recount"))


def polls_with_wrong_count() -> QuerySet[Poll]:
    return _recounted(Poll.objects.all(), Ballot.objects.all(), "poll").exclude(voter_count=F("recount"))


def _recounted(rows: QuerySet[Any], counted: QuerySet[Any], field: str) -> QuerySet[Any]:
    """The rows with the number of those that name them, by an index; most have a few thousand at most."""
    found = counted.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk"))
    recounted: QuerySet[Any] = rows.annotate(recount=Coalesce(Subquery(found.values("n")), 0))
    return recounted


def repair() -> Iterator[str]:
    """Set wrong counters right, each poll under its lock."""
    wrong = Q(pk__in=polls_with_wrong_count().values("pk")) | Exists(
        options_with_wrong_count().filter(poll=OuterRef("pk"))
    )
    for pk in sorted(Poll.objects.filter(wrong).values_list("pk", flat=True)):
        repair_poll(pk)
        yield _("poll %(id)d: votes") % {"id": pk}


@transaction.atomic
def repair_poll(pk: int) -> None:
    poll = Poll.objects.select_for_update(no_key=True).get(pk=pk)
    for option in poll.options.annotate(recount=Count("votes")):
        PollOption.objects.filter(pk=option.pk).update(vote_count=option.recount)
    poll.change(voter_count=poll.ballots.count())
