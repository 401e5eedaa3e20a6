"""Appealing against an act: once, within six months, also while suspended."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.appeals.models import LONGEST_WORDS, Appeal
from forum.moderation.helping import account_acts
from forum.moderation.models import LogEntry
from forum.moderation.statements import can_be_appealed, concerned_id, same_step
from forum.refusals import NotAllowed, Refusal


class AlreadyAppealed(Refusal):
    code = "already_appealed"
    status = 409
    sentence = _("You’ve already appealed against this. You can do so once.")


class TooLateToAppeal(Refusal):
    code = "too_late_to_appeal"
    status = 409
    sentence = _("You can’t appeal against this any more: six months have passed, or it was taken back.")


def appeal_about(entry: LogEntry) -> Appeal | None:
    """The appeal against the step that this act belongs to, if there is one."""
    return Appeal.objects.select_related("decided_by").filter(entry=same_step(entry)[0]).first()


def is_gone(member: User, entry: LogEntry) -> bool:
    """Whether nobody is left to appeal: whoever lost the account by this very act may."""
    return member.closed_at is not None and entry.act != account_acts.close.name


def send_appeal(member: User, entry: LogEntry, words: str) -> Appeal:
    """Raise AlreadyAppealed, TooLateToAppeal, or NotAllowed if the act does not concern the member or they are gone."""
    if concerned_id(entry) != member.pk or is_gone(member, entry):
        raise NotAllowed
    first = same_step(entry)[0]
    if Appeal.objects.filter(entry=first).exists():
        raise AlreadyAppealed
    if not can_be_appealed(entry):
        raise TooLateToAppeal
    try:
        with transaction.atomic():
            return Appeal.objects.create(entry=first, member=member, words=words[:LONGEST_WORDS])
    except IntegrityError as error:
        raise AlreadyAppealed from error


def forget_appeals(member: User) -> None:
    """Called when an account is closed: nobody waits for the answer any more, and the words go."""
    own = Appeal.objects.filter(member=member)
    own.open().delete()
    own.update(words="")
