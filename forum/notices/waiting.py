"""How long the oldest thing has waited for the worker: the one number that says whether it keeps up."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from forum.notices.models import Channel, Delivery
from forum.outbox.models import Event

OWED = [Delivery.State.WAITING, Delivery.State.SENDING]


def event_waits() -> timedelta | None:
    """The age of the oldest event whose consequences are owed; None where none are."""
    owed = Event.objects.filter(state__in=[Event.State.WAITING, Event.State.RUNNING])
    return _age(owed.aggregate(since=Min("created_at"))["since"])


def mail_waits() -> timedelta | None:
    """The age of the oldest mail that is not sent yet; None where there is none."""
    owed = Delivery.objects.filter(channel=Channel.MAIL, state__in=OWED)
    return _age(owed.aggregate(since=Min("created_at"))["since"])


def mail_owed() -> dict:
    """How many mails have failed, how many wait, and since when the oldest of these does."""
    mails = Delivery.objects.filter(channel=Channel.MAIL, state__in=[*OWED, Delivery.State.FAILED])
    failed, waits = Q(state=Delivery.State.FAILED), Q(state__in=OWED)
    return mails.aggregate(
        failed=Count("pk", filter=failed),
        waiting=Count("pk", filter=waits),
        oldest=Min("created_at", filter=waits),
    )


def _age(since) -> timedelta | None:
    return timezone.now() - since if since else None
