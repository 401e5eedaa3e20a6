"""Deciding about an appeal: the act stays, or is taken back by its own undo. The first decision counts."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.appeals.models import LONGEST_ANSWER, Appeal
from forum.appeals.other_deciders import has_another_decider
from forum.appeals.outcomes import DECIDED
from forum.boards.models import read_permissions
from forum.jobs.enqueuing import enqueue
from forum.moderation import acts, message_acts, undoing
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided
from forum.moderation.saved_texts import filled
from forum.moderation.statements import same_step
from forum.refusals import Refusal

FORMER = ("was_until", "was_reason")  # what an act on a member replaced, which its undo brings back


class DecidedByYourself(Refusal):
    code = "own_decision"
    status = 409
    sentence = _("You did this yourself. Leave it to another moderator, or say that you decide it knowingly.")


class CannotBeReversed(Refusal):
    code = "cannot_be_reversed"
    status = 409
    sentence = _("You may not undo this act. Leave it to someone who may.")


@transaction.atomic
def decide(
    by: User, appeal: Appeal, outcome: Appeal.Outcome, answer: str, *, knowingly: bool = False
) -> None:
    """Raise PermissionDenied, AlreadyDecided, AboutYourself, CannotBeReversed; DecidedByYourself unless `knowingly`."""
    rows = Appeal.objects.visible_to(read_permissions(by).reader)
    if by.is_silenced or not rows.filter(pk=appeal.pk).exists():
        raise PermissionDenied
    # Who has decided is read after the lock: PostgreSQL joins what was there before it waited.
    locked = Appeal.objects.select_for_update(no_key=True, of=("self",)).select_related("entry__by")
    appeal = locked.get(pk=appeal.pk)
    if appeal.decided_at:
        raise AlreadyDecided(appeal.decided_by)
    message_acts.refuse_deciding(by, appeal.entry)
    is_same_person = appeal.entry.by_id == by.pk
    if is_same_person and not knowingly and has_another_decider(appeal):
        raise DecidedByYourself
    if outcome == Appeal.Outcome.REVERSED:
        take_back(by, appeal)
    appeal.decided_at, appeal.decided_by, appeal.outcome = timezone.now(), by, outcome
    answer = filled(answer, appeal.entry.post or appeal.entry.topic or appeal.member)
    appeal.answer, appeal.is_same_person = answer[:LONGEST_ANSWER], is_same_person
    appeal.save(update_fields=["decided_at", "decided_by", "outcome", "answer", "is_same_person"])
    enqueue(DECIDED, appeal_id=appeal.pk)


def take_back(by: User, appeal: Appeal) -> None:
    """Undo all acts of the step, the last first, as far as they can be and are not undone yet."""
    for entry in reversed(same_step(appeal.entry)):
        if not is_undoable_act(entry):
            continue
        try:
            is_done = undoing.undo(by, entry)
        except PermissionDenied as error:
            raise CannotBeReversed from error
        if not is_done:
            forget_in_later_acts(entry)
        else:
            # The answer to the appeal says it.
            for undone in LogEntry.objects.filter(
                topic=entry.topic_id, member=entry.member_id, pk__gt=entry.pk
            ):
                if undone.detail.get("undoes") == entry.pk:
                    undone.detail = undone.detail | {"is_silent": True}
                    undone.save(update_fields=["detail"])


def forget_in_later_acts(entry: LogEntry) -> None:
    """Have a later suspension or silence that took its place stay, and not bring this one back when it is undone."""
    act = acts.of(entry)
    if act is None or entry.member_id is None or "until" not in entry.detail:
        return
    same = LogEntry.objects.select_for_update(no_key=True, of=("self",)).filter(
        member=entry.member_id, act__in=(act.name, act.opposite), pk__gt=entry.pk
    )
    for later in same.order_by("pk"):
        if has_replaced(later, entry):
            former = {name: entry.detail[name] for name in FORMER if name in entry.detail}
            rest = {name: value for name, value in later.detail.items() if name not in FORMER}
            later.detail = rest | former
            later.save(update_fields=["detail"])
            return


def has_replaced(later: LogEntry, entry: LogEntry) -> bool:
    until, was_until = entry.detail["until"], later.detail.get("was_until")
    if was_until is None or later.detail.get("was_reason") != entry.reason:
        return False
    if not until or not was_until:
        return bool(until == was_until)  # for good
    # The one is in the time zone of the form, the other in that of the database.
    return datetime.fromisoformat(until) == datetime.fromisoformat(was_until)


def is_undoable_act(entry: LogEntry) -> bool:
    """Whether taking back an appeal undoes it; otherwise whoever decides does what is right themselves."""
    act = acts.of(entry)
    return act is not None and bool(act.opposite)
