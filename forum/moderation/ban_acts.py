"""Keeping out by name, email address, domain or network, and lifting that."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from accounts.names import mailbox
from accounts.networks import digits_of, plain_address
from forum.bans.models import Ban
from forum.bans.patterns import Pattern, domains_of, fits
from forum.jobs.enqueuing import enqueue
from forum.moderation.acts import Act, Detail, Target
from forum.moderation.member_rules import PERMISSION
from forum.moderation.models import LogEntry
from forum.refusals import Refusal


class KeepsOutOneself(Refusal):
    code = "keeps_out_oneself"
    status = 422
    sentence = _("This would keep you out yourself.")


class BannedAlready(Refusal):
    code = "banned_already"
    sentence = _("There is such a ban already.")


def may_ban(by: Reader, ban: Ban | None = None) -> bool:
    return by.is_staff and by.has_perm(PERMISSION) and not by.is_silenced


def lock_row(by: User, ban: Ban) -> Ban:
    if not may_ban(by):
        raise PermissionDenied
    return Ban.objects.select_for_update(no_key=True).get(pk=ban.pk)


BAN = Target("ban", PERMISSION, may_ban, lock_row, is_on_board=False)


def hits_oneself(by: User, pattern: Pattern, ip: str) -> bool:
    """Staff are never kept out, but whoever sets a ban should not be told by others that it was meant for them."""
    if pattern.kind == Ban.Kind.NAME:
        return fits(by.username_key, pattern.text)
    if pattern.kind == Ban.Kind.ADDRESS:
        return bool(by.email) and mailbox(by.email) == pattern.text
    if pattern.kind == Ban.Kind.DOMAIN:
        return bool(by.email) and pattern.text in domains_of(by.email)
    try:
        return pattern.first <= digits_of(plain_address(ip)) <= pattern.last
    except ValueError:
        return False


@transaction.atomic
def place(by: User, pattern: Pattern, reason: str, until: datetime | None, *, ip: str) -> LogEntry:
    """Raise KeepsOutOneself, or BannedAlready if the same runs already."""
    if not may_ban(by):
        raise PermissionDenied
    if hits_oneself(by, pattern, ip):
        raise KeepsOutOneself
    # Of two who send the same at once, the second waits here.
    User.objects.select_for_update(no_key=True).filter(is_superuser=True).order_by("pk").first()
    if Ban.objects.running().filter(kind=pattern.kind, pattern=pattern.text).exists():
        raise BannedAlready
    ban = Ban.objects.create(
        kind=pattern.kind,
        pattern=pattern.text,
        first=pattern.first,
        last=pattern.last,
        reason=reason,
        until=until,
        by=by,
    )
    enqueue("ban.placed", ban_id=ban.pk)
    return banning.log(by, ban, reason, {"until": until.isoformat() if until else ""})


def lift(by: User, ban: Ban, reason: str) -> Detail:
    ban.lifted_at = timezone.now()
    ban.save(update_fields=["lifted_at"])
    return {}


def undo_ban(by: User, ban: Ban, entry: LogEntry, reason: str) -> LogEntry | None:
    return lifting.perform(by, ban, reason)


@transaction.atomic
def ban_again(by: User, ban: Ban, entry: LogEntry, reason: str) -> LogEntry | None:
    ban = BAN.lock(by, ban)
    if ban.lifted_at is None:
        return None
    ban.lifted_at = None
    ban.save(update_fields=["lifted_at"])
    enqueue("ban.placed", ban_id=ban.pk)
    return banning.log(by, ban, reason, {"until": ban.until.isoformat() if ban.until else ""})


def until_words(detail: Detail, boards: Mapping[int, str]) -> str:
    if not detail.get("until"):
        return ""
    until = timezone.localtime(datetime.fromisoformat(detail["until"]))
    return gettext("until %(time)s") % {"time": date_format(until, "DATETIME_FORMAT")}


# Whoever is kept out by it is told at sign-up and sign-in, not by mail: a ban names nobody, and may hit thousands.
banning = Act(
    name="ban",
    on=BAN,
    opposite="unban",
    label=_("Ban"),
    done=_("Ban saved."),
    restricts=False,
    log_words=_("banned"),
    detail_words=until_words,
    undo=undo_ban,
)
lifting = Act(
    name="unban",
    on=BAN,
    opposite="ban",
    label=_("Lift ban"),
    done=_("Ban lifted."),
    done_to_many=ngettext_lazy("%(count)d ban lifted.", "%(count)d bans lifted.", "count"),
    restricts=False,
    log_words=_("lifted the ban of"),
    is_due=lambda ban: ban.lifted_at is None,
    change=lift,
    undo=ban_again,
)

ACTS = (banning, lifting)
