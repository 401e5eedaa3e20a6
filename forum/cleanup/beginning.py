"""Beginning a clean-up, asking another admin for it, and undoing it: the acts, and what the log says of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.boards.models import permissions_of, read_permissions
from forum.boards.permissions import Asker
from forum.cleanup import offering
from forum.cleanup.jobs import BEGUN, UNDONE
from forum.cleanup.models import CleanedMember, Cleanup
from forum.cleanup.parts import chosen
from forum.follows.following import lock_members
from forum.jobs.enqueuing import enqueue
from forum.moderation.acts import LONGEST_REASON, Act, Detail
from forum.moderation.cleanup import number_of
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.reasons import FOR_SUSPENDING
from forum.moderation.saved_texts import filled
from forum.own_pages.rules import Rule
from forum.refusals import Refusal

MOST_UNCONFIRMED = 200  # things that nobody else need confirm
UNDO_DAYS = 30
LONGEST_RUN = timedelta(minutes=10)  # after which another may be begun, should the worker be stuck


class TooLate(Refusal):
    code = "too_late"
    sentence = gettext_lazy("This was more than 30 days ago and can’t be undone any more.")


class NothingToDo(Refusal):
    code = "nothing_to_do"
    sentence = gettext_lazy("There is nothing left to clean up.")


class IsRunning(NothingToDo):
    """The form was sent twice, or two moderators were at it: one step is undone by one press."""

    code = "cleanup_is_running"
    sentence = gettext_lazy("This is being cleaned up already.")


class MoreNow(Refusal):
    code = "more_to_clean_up"
    sentence = gettext_lazy("There is more of this member now. Clean up once more instead.")


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


def things_of(by: User, members: Iterable[User], names: Iterable[str]) -> int:
    """How many things would be taken away, each topic with all its posts; keeping somebody out is none."""
    permissions, now = read_permissions(by), timezone.now()
    parts = [part for part in chosen(names) if part.is_thing]
    return sum(part.weigh(part.rows(permissions, member, now)) for member in members for part in parts)


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
    again: int = 0,
) -> Cleanup:
    """Take these parts of the members away; of many things, ask another admin first unless it `is_confirmed`.

    `again`: the number of the clean-up that was undone, and is done once more.

    Raise PermissionDenied if one of the members may not be cleaned up after, NothingToDo if there is nothing, IsRunning
    if it was begun a moment ago.
    """
    lock_members(member.pk for member in members)
    busy = busy_members(by, members, names, is_confirmed=is_confirmed)
    if len(busy) == len(members):
        raise IsRunning
    members = [member for member in members if member.pk not in busy]
    counts = counts_of_each(by, members, names)
    if not any(counts.values()):
        raise NothingToDo
    total = things_of(by, members, names)
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
        start(cleanup, again=again)
    return cleanup


def busy_members(
    by: User, members: Sequence[User], names: Iterable[str], *, is_confirmed: bool = False
) -> set[int]:
    """Of whom one of these parts is being taken away now, or was asked for by the same moderator."""
    now = Q(cleanup__state=Cleanup.State.BEGUN, begun_at__gt=timezone.now() - LONGEST_RUN)
    if not is_confirmed:
        now |= Q(cleanup__state=Cleanup.State.ASKED, cleanup__by=by)
    rows = CleanedMember.objects.filter(now, member__in=members, finished_at=None, undone_at=None)
    parts = set(names)
    return {row.member_id for row in rows.select_related("cleanup") if parts & set(row.cleanup.parts)}


def start(cleanup: Cleanup, decided_by: User | None = None, *, again: int = 0) -> list[LogEntry]:
    """Do it to each of the members, in the name of who began it.

    If it was asked for a while ago, without those after whom that moderator may clean up no more.
    """
    cleanup.state, cleanup.decided_by = Cleanup.State.BEGUN, decided_by
    cleanup.decided_at = timezone.now() if decided_by else None
    cleanup.save(update_fields=["state", "decided_by", "decided_at"])
    entries, step = [], uuid4()
    rule = Rule("", cleanup.rule, cleanup.rule_address) if cleanup.rule else None
    for cleaned in cleanup.members.select_related("member").order_by("member"):
        try:
            member = MEMBER.lock(cleanup.by, cleaned.member)
        except PermissionDenied:
            if decided_by is None:
                raise
            continue
        detail: Detail = {"counts": cleaned.counts, "cleanup": again or cleanup.pk}
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
    rows = CleanedMember.objects.select_for_update(no_key=True)
    cleaned = rows.filter(entry=entry).first()
    if cleaned is None:
        # Of two accounts that were merged since: what was taken from both stands at the other's entry.
        cleaned = rows.filter(
            member=member, cleanup=entry.detail.get("cleanup", 0), entry__isnull=False
        ).first()
    if entry.created_at < timezone.now() - timedelta(days=UNDO_DAYS):
        raise TooLate
    if cleaned is None or cleaned.undone_at:
        return None
    cleaned.undone_at = timezone.now()
    cleaned.save(update_fields=["undone_at"])
    detail: Detail = {"of": cleaned.entry_id, "counts": cleaned.counts, **number_of(entry)}
    back = bring_back.log(by, member, reason, detail)
    enqueue(UNDONE, entry_id=back.pk)
    return back


def redo(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    former = CleanedMember.objects.select_related("cleanup").get(entry=entry.detail["of"])
    parts, reason = former.cleanup.parts, former.cleanup.reason
    # What was confirmed once need not be again; but what they have written since was not.
    if things_of(by, [member], parts) > max(former.cleanup.count, MOST_UNCONFIRMED):
        raise MoreNow
    number = entry.detail.get("cleanup", former.cleanup_id)
    try:
        again = begin(by, [member], parts, reason, is_confirmed=True, again=number)
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
