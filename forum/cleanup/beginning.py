"""Beginning a clean-up, asking another admin for it, and undoing it: the acts, and what the log says of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.boards.models import permissions_of, read_permissions
from forum.boards.permissions import Asker
from forum.cleanup import offering
from forum.cleanup.jobs import BEGUN, UNDONE
from forum.cleanup.models import CleanedMember, Cleanup
from forum.cleanup.parts import TABLE, chosen
from forum.jobs.enqueuing import enqueue
from forum.moderation.acts import LONGEST_REASON, Act, Detail
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_SUSPENDING
from forum.moderation.saved_texts import filled
from forum.own_pages.rules import Rule
from forum.refusals import Refusal

MOST_UNCONFIRMED = 200  # things that nobody else need confirm
UNDO_DAYS = 30


class TooLate(Refusal):
    code = "too_late"
    sentence = gettext_lazy("This was more than 30 days ago and can’t be undone any more.")


class NothingToDo(Refusal):
    code = "nothing_to_do"
    sentence = gettext_lazy("There is nothing left to clean up.")


Counts = dict[str, int]  # by the names of parts


def counts_of(by: Asker, member: User, names: Iterable[str]) -> Counts:
    """How much of each of these parts there is now, those without any left out."""
    permissions, now = permissions_of(by), timezone.now()
    counts = {part.name: part.rows(permissions, member, now).count() for part in chosen(names)}
    return {name: count for name, count in counts.items() if count}


def counts_of_each(by: User, members: Iterable[User], names: Sequence[str]) -> dict[int, Counts]:
    """By the number of the member."""
    permissions = read_permissions(by)
    return {member.pk: counts_of(permissions, member, names) for member in members}


def things_in(counts: Mapping[int, Counts]) -> int:
    """How many things would be taken away; keeping somebody out is none."""
    return sum(count for each in counts.values() for name, count in each.items() if TABLE[name].is_thing)


@transaction.atomic
def begin(
    by: User,
    members: Sequence[User],
    names: Sequence[str],
    reason: str,
    *,
    rule: Rule | None = None,
    staff_note: str = "",
    is_confirmed: bool = False,
) -> Cleanup:
    """Take these parts of the members away; of many things, ask another admin first unless it `is_confirmed`.

    Raise PermissionDenied if one of the members may not be cleaned up after, NothingToDo if there is nothing.
    """
    counts = counts_of_each(by, members, names)
    if not any(counts.values()):
        raise NothingToDo
    total = things_in(counts)
    reason = filled(reason, members[0] if len(members) == 1 else None, rule)
    cleanup = Cleanup.objects.create(
        by=by, reason=reason[:LONGEST_REASON], parts=list(names), count=total,
        staff_note=staff_note[:LONGEST_REASON], **({"rule": rule.words, "rule_address": rule.address} if rule else {}),
    )  # fmt: skip
    for member in sorted(members, key=lambda member: member.pk):
        if not offering.may_clean_up(by, member):
            raise PermissionDenied
        if counts[member.pk]:
            CleanedMember.objects.create(cleanup=cleanup, member=member, counts=counts[member.pk])
    if total <= MOST_UNCONFIRMED or is_confirmed:
        start(cleanup)
    return cleanup


def start(cleanup: Cleanup, decided_by: User | None = None) -> list[LogEntry]:
    """Do it to each of the members, in the name of who began it."""
    cleanup.state, cleanup.decided_by = Cleanup.State.BEGUN, decided_by
    cleanup.decided_at = timezone.now() if decided_by else None
    cleanup.save(update_fields=["state", "decided_by", "decided_at"])
    entries, step = [], uuid4()
    rule = Rule("", cleanup.rule, cleanup.rule_address) if cleanup.rule else None
    for cleaned in cleanup.members.select_related("member").order_by("member"):
        member = MEMBER.lock(cleanup.by, cleaned.member)
        detail: Detail = {"counts": cleaned.counts}
        if decided_by:
            detail["confirmed_by"] = decided_by.pk
        cleaned.entry = clean_up.log(
            cleanup.by, member, cleanup.reason, detail, rule=rule, staff_note=cleanup.staff_note, step=step
        )
        cleaned.begun_at = timezone.now()
        cleaned.save(update_fields=["entry", "begun_at"])
        enqueue(BEGUN, cleaned_id=cleaned.pk)
        entries.append(cleaned.entry)
    return entries


def undo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    member = MEMBER.lock(by, member)
    cleaned = CleanedMember.objects.select_for_update(no_key=True).get(entry=entry)
    if entry.created_at < timezone.now() - timedelta(days=UNDO_DAYS):
        raise TooLate
    if cleaned.undone_at:
        return None
    cleaned.undone_at = timezone.now()
    cleaned.save(update_fields=["undone_at"])
    back = bring_back.log(by, member, reason, {"of": entry.pk, "counts": cleaned.counts})
    enqueue(UNDONE, entry_id=back.pk)
    return back


def redo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    former = CleanedMember.objects.select_related("cleanup").get(entry=entry.detail["of"])
    try:
        again = begin(by, [member], former.cleanup.parts, former.cleanup.reason, is_confirmed=True)
    except NothingToDo:
        return None
    return again.members.get().entry


def words_in_log(detail: Detail, boards: Mapping[int, str]) -> str:
    """What, and how much of it."""
    counts = detail.get("counts", {})
    parts = [f"{part.label}: {counts[part.name]}" for part in chosen(counts)]
    return ", ".join(parts)


def undo_is_open(entry: LogEntry) -> bool:
    return entry.created_at >= timezone.now() - timedelta(days=UNDO_DAYS)


def done_words(cleanup: Cleanup) -> str:
    """What to say once it was asked for."""
    if cleanup.state == Cleanup.State.ASKED:
        return _("This is more than %(count)d things, so another administrator has to confirm it.") % {
            "count": MOST_UNCONFIRMED
        }
    count = cleanup.members.count()
    return ngettext(
        "Cleaning up. It is done in a few seconds.",
        "Cleaning up after %(count)d members. It is done in a few seconds.",
        count,
    ) % {"count": count}


# It has a page of its own, and a place among the buttons of the queue.
clean_up: Act[User] = Act(
    name="clean-up",
    on=MEMBER,
    opposite="undo-clean-up",
    label=gettext_lazy("Clean up spam"),
    restricts=True,
    log_words=gettext_lazy("cleaned up after"),
    notification=gettext_lazy("A moderator took away what you posted as spam"),
    tells_by_mail=False,  # told at the bell and at the next sign-in
    detail_words=words_in_log,
    reasons=FOR_SUSPENDING,
    needs_reason=True,
    is_harsh=True,
    undo=undo,
)
bring_back: Act[User] = Act(
    name="undo-clean-up",
    on=MEMBER,
    opposite="clean-up",
    label=gettext_lazy("Undo a clean-up"),
    restricts=False,
    log_words=gettext_lazy("undid the clean-up after"),
    notification=gettext_lazy("A moderator brought back what was taken away as spam"),
    tells_by_mail=False,
    detail_words=words_in_log,
    undo=redo,
)
ACTS = (clean_up, bring_back)
