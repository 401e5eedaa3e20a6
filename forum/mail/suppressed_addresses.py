"""Addresses that mail comes back from, as mail providers report."""

from datetime import timedelta
from functools import cache

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.names import email_key
from forum.database.prepared_queries import PreparedQuery
from forum.mail.models import SuppressedAddress

MOST_SOFT_BOUNCES = 4
SOFT_BOUNCES_EXPIRE_AFTER = timedelta(days=30)

Reason = SuppressedAddress.Reason


def is_suppressed(address: str) -> bool:
    """Whether nothing is sent to this address."""
    return bool(_suppressed().rows([email_key(address)]))


@cache
def _suppressed() -> PreparedQuery:
    hard = Q(reason__in=[Reason.BOUNCE, Reason.COMPLAINT])
    soft = Q(reason=Reason.SOFT, times__gte=MOST_SOFT_BOUNCES)
    rows = SuppressedAddress.objects.filter(hard | soft, address="stand-in").values_list("pk")
    return PreparedQuery(rows[:1], ["stand-in"])


@transaction.atomic
def report(address: str, reason: str, answer: str = "") -> None:
    """Note that mail came back, or its owner complained. A second report changes nothing, except for soft bounces."""
    key = email_key(address)
    SuppressedAddress.objects.bulk_create(
        [SuppressedAddress(address=key, reason=reason, times=0)], ignore_conflicts=True
    )
    row = SuppressedAddress.objects.select_for_update(no_key=True).get(address=key)
    if row.reason == Reason.SOFT and row.reported_at < timezone.now() - SOFT_BOUNCES_EXPIRE_AFTER:
        row.times = 0
    row.times = min(row.times + 1, 1000)
    if row.reason == Reason.SOFT or reason == Reason.COMPLAINT:
        row.reason = reason
    row.answer, row.reported_at = answer[:500], timezone.now()
    row.save()


def forget(address: str) -> None:
    """Let mail go to the address again: somebody has opened a link that was mailed there."""
    SuppressedAddress.objects.filter(address=email_key(address)).exclude(reason=Reason.COMPLAINT).delete()
