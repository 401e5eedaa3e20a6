"""Clean-ups of many things, in the queue of those admins who did not ask for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.cleanup.beginning import start
from forum.cleanup.models import CleanedMember, Cleanup
from forum.cleanup.parts import Part, chosen
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.refusals import Refusal


@dataclass(frozen=True)
class CleanupCard:
    cleanup: Cleanup
    members: list[User]
    counts: list[tuple[Part[Any], int]]


def open_to(reader: Reader) -> QuerySet[Cleanup]:
    asked = Cleanup.objects.filter(state=Cleanup.State.ASKED).select_related("by")
    return asked.exclude(by=reader.pk) if reader.is_superuser else asked.none()


def cards(reader: User, cleanups: Sequence[Cleanup]) -> list[CleanupCard]:
    by_cleanup: dict[int, list[CleanedMember]] = {}
    for row in CleanedMember.objects.filter(cleanup__in=cleanups).select_related("member").order_by("pk"):
        by_cleanup.setdefault(row.cleanup_id, []).append(row)
    return [card(cleanup, by_cleanup.get(cleanup.pk, [])) for cleanup in cleanups]


def card(cleanup: Cleanup, rows: list[CleanedMember]) -> CleanupCard:
    totals = sum((Counter(row.counts) for row in rows), Counter())
    return CleanupCard(
        cleanup, [row.member for row in rows], [(part, totals[part.name]) for part in chosen(totals)]
    )


def lock_open(by: User, cleanup: Cleanup) -> Cleanup:
    row = Cleanup.objects.select_for_update(no_key=True, of=("self",)).select_related("by").get(pk=cleanup.pk)
    if not by.is_superuser or row.by_id == by.pk:
        raise PermissionDenied
    if row.state != Cleanup.State.ASKED:
        raise AlreadyDecided(row.decided_by)
    return row


class NotAnyMore(Refusal):
    code = "cleanup_not_possible"
    sentence = _("Whoever asked for it may not clean up after these members any more. Decline it.")


@transaction.atomic
def confirm(by: User, cleanup: Cleanup, words: str) -> LogEntry | None:
    entries = start(lock_open(by, cleanup), by)
    if not entries:
        raise NotAnyMore
    return entries[0]


@transaction.atomic
def decline(by: User, cleanup: Cleanup, words: str) -> LogEntry | None:
    cleanup = lock_open(by, cleanup)
    cleanup.state, cleanup.decided_by, cleanup.decided_at = Cleanup.State.DECLINED, by, timezone.now()
    cleanup.save(update_fields=["state", "decided_by", "decided_at"])
    return None


def decided_by(reader: Reader, cleanup_id: int) -> User | None:
    if not reader.is_superuser:
        return None
    cleanup = Cleanup.objects.filter(pk=cleanup_id).select_related("decided_by").first()
    return cleanup.decided_by if cleanup else None


CLEANUPS: Source[Cleanup] = Source(
    name="clean-ups",
    label=_("Clean-up to be confirmed"),
    open_to=open_to,
    since="asked_at",
    template="cleanup/_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="confirm", label=_("Confirm"), done=_("Confirmed. It is being cleaned up."), decide=confirm
        ),
        Decision(
            name="decline",
            label=_("Decline"),
            done=_("Declined. Nothing was changed."),
            decide=decline,
            key="d",
        ),
    ),
    decided_by=decided_by,
)
