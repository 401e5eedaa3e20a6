"""Addresses that mail comes back from. What a mail provider reports stops mail there."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.names import email_key
from forum.mail.models import SuppressedAddress

PATIENCE = 4  # times that mail may come back "for now"
FORGIVEN_AFTER = timedelta(days=30)

Why = SuppressedAddress.Why


def holds(address: str) -> bool:
    """Whether nothing is sent to this address."""
    stopped = Q(why__in=[Why.BOUNCE, Why.COMPLAINT]) | Q(why=Why.SOFT, times__gte=PATIENCE)
    return SuppressedAddress.objects.filter(stopped, address=email_key(address)).exists()


@transaction.atomic
def report(address: str, why: str, said: str = "") -> None:
    """Mail to the address came back, or its owner complained. Said twice, it counts once, but for soft bounces."""
    key = email_key(address)
    SuppressedAddress.objects.bulk_create(
        [SuppressedAddress(address=key, why=why, times=0)], ignore_conflicts=True
    )
    row = SuppressedAddress.objects.select_for_update(no_key=True).get(address=key)
    if row.why == Why.SOFT and row.reported_at < timezone.now() - FORGIVEN_AFTER:
        row.times = 0
    row.times = min(row.times + 1, 1000)
    if row.why == Why.SOFT or why == Why.COMPLAINT:
        row.why = why
    row.said, row.reported_at = said[:500], timezone.now()
    row.save()


def forget(address: str) -> None:
    """Somebody has opened a link that was mailed there: it works."""
    SuppressedAddress.objects.filter(address=email_key(address)).exclude(why=Why.COMPLAINT).delete()
