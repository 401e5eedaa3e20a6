"""Doing a clean-up, or undoing it, thing by thing. A killed worker goes on where it was."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import User
from forum.boards.models import read_permissions
from forum.cleanup.models import CleanedItem, CleanedMember
from forum.cleanup.parts import TABLE, Part, chosen
from forum.follows.following import lock_members
from forum.jobs.enqueuing import enqueue
from forum.moderation.models import LogEntry
from forum.refusals import Refusal

BATCH = 50  # things a job does before it hands on to the next
# One thing that refuses, or was deleted for good since, must not keep all others from coming back.
HOLD_UP_NOTHING = (PermissionDenied, Refusal, ObjectDoesNotExist)
BEGUN, UNDONE = "member.clean_up", "member.clean_up_undone"


def clean_batch(*, cleaned_id: int, part: str = "", after: int = 0, **_others: Any) -> None:
    """Take away the next things of this member, and leave a job for those after them."""
    cleaned = CleanedMember.objects.select_related("cleanup__by", "member").get(pk=cleaned_id)
    left, parts = BATCH, chosen(cleaned.cleanup.parts)
    names = [each.name for each in parts]
    for each in parts[names.index(part) if part in names else 0 :]:
        last = clean_some(cleaned, each, after, left)
        if last is None:
            return
        after, left = last
        if not left:
            with transaction.atomic():
                enqueue(BEGUN, cleaned_id=cleaned_id, part=each.name, after=after)
            return
        after = 0
    CleanedMember.objects.filter(pk=cleaned_id).update(finished_at=timezone.now())


def clean_some(cleaned: CleanedMember, part: Part[Any], after: int, most: int) -> tuple[int, int] | None:
    """Return behind which id to go on, and how many things more this job may do; None if it has been undone."""
    rows = rows_of(cleaned, part).filter(pk__gt=after).order_by("pk")[:most]
    ids = list(rows.values_list("pk", flat=True))
    for number in ids:
        if not _clean(cleaned, part, number):
            return None
    return (ids[-1] if ids else after), most - len(ids)


def rows_of(cleaned: CleanedMember, part: Part[Any]) -> QuerySet[Any]:
    until = cleaned.begun_at or cleaned.cleanup.asked_at
    return part.rows(read_permissions(cleaned.cleanup.by), cleaned.member, until)


@transaction.atomic
def _clean(cleaned: CleanedMember, part: Part[Any], number: int) -> bool:
    """Return False if it has been undone; whoever undoes it at this moment waits, and then finds it done."""
    rows = rows_of(cleaned, part).filter(pk=number)
    row: Model | None = rows.first()
    others = part.also_locks(row) if row else ()
    lock_members({cleaned.member_id, *others})
    if CleanedMember.objects.select_for_update(no_key=True).get(pk=cleaned.pk).undone_at:
        return False
    # Read anew under the lock: what is kept for Undo must be what is taken away.
    if (row := rows.first()) is None:
        return True
    try:
        with transaction.atomic():
            facts = part.clean(cleaned, row)
    except HOLD_UP_NOTHING:
        return True
    if facts is not None:
        kept = {"facts": facts, "restored_at": None}
        CleanedItem.objects.update_or_create(
            cleaned_member=cleaned, part=part.name, item=number, defaults=kept
        )
    return True


def restore_batch(*, entry_id: int, **_others: Any) -> None:
    """Bring back the next things for the log entry of the undoing, and leave a job for those after them."""
    undoing = LogEntry.objects.select_related("by").get(pk=entry_id)
    cleaned = CleanedMember.objects.get(entry=undoing.detail["of"])
    items = cleaned.items.filter(restored_at=None).order_by("pk")
    numbers = list(items.values_list("pk", flat=True)[:BATCH])
    for number in numbers:
        _restore(undoing, cleaned, number)
    if len(numbers) == BATCH:
        with transaction.atomic():
            enqueue(UNDONE, entry_id=entry_id)


@transaction.atomic
def _restore(undoing: LogEntry, cleaned: CleanedMember, number: int) -> None:
    item = CleanedItem.objects.get(pk=number)
    part = TABLE.get(item.part)
    lock_members({cleaned.member_id, *item.facts.get("locks", ())})
    is_here = User.objects.filter(pk=cleaned.member_id, closed_at=None).exists()
    item = CleanedItem.objects.select_for_update(no_key=True).get(pk=number)
    if item.restored_at:
        return
    try:
        with transaction.atomic():
            if part is not None and (part.outlives_account or is_here):
                part.restore(undoing.moderator, item)
    except HOLD_UP_NOTHING:
        pass
    CleanedItem.objects.filter(pk=number).update(restored_at=timezone.now())
