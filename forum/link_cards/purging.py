"""Deleting cards to which no post links any more; whose picture a file is."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum.attachments import files
from forum.link_cards.models import LinkCard

KEPT_FOR = timedelta(days=1)
BATCH = 500


def purge_unused() -> int:
    """Delete them, some at a time; return how many. What the owner has removed is remembered."""
    count = 0
    old = LinkCard.objects.unused().filter(created_at__lt=timezone.now() - KEPT_FOR)
    while ids := list(
        old.exclude(state=LinkCard.State.REMOVED).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        if not (deleted := purge(ids)):
            break
        count += deleted
    return count


def purge(ids: list[int]) -> int:
    with transaction.atomic():
        locked = LinkCard.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        list(locked.values_list("pk", flat=True))
        # A post may have come to link there before they were locked.
        gone = list(LinkCard.objects.unused().filter(pk__in=ids).values_list("pk", "stored_as"))
        LinkCard.objects.filter(pk__in=[pk for pk, _name in gone]).delete()
    files.delete_files([name for _pk, name in gone if name])
    return len(gone)


def of_cards(paths: list[str]) -> Iterable[str]:
    """Return those of these files that belong to a card."""
    return LinkCard.objects.filter(stored_as__in=paths).values_list("stored_as", flat=True)
