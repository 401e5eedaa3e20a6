"""Whom bans keep out: at sign-up, at sign-in, and of networks those who are new here and post."""

from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import mailbox, name_key
from accounts.networks import digits_of, plain_address
from accounts.sessions import end_sessions
from accounts.sign_up.judging import Attempt
from forum.bans.models import Ban
from forum.bans.patterns import domains_of, fits
from forum.database.prepared_queries import MOMENT, PreparedObjects
from forum.follows.models import FeedKey
from forum.posts.publishing import Submission
from forum.posts.writing_limits import is_new
from forum.refusals import NotAllowed

MOST_PATTERNS = 5_000  # with a star; the newest count


class Banned(NotAllowed):
    code = "banned"

    def __init__(self, ban: Ban) -> None:
        super().__init__(words_of(ban))


def words_of(ban: Ban) -> str:
    """What those are told who are kept out."""
    what = {
        Ban.Kind.NAME: _("This username can’t be used here."),
        Ban.Kind.ADDRESS: _("This email address can’t be used here."),
        Ban.Kind.DOMAIN: _("Email addresses of this domain can’t be used here."),
        Ban.Kind.NETWORK: _("Nobody can join or post for the first time from your network."),
    }[Ban.Kind(ban.kind)]
    until = date_format(timezone.localtime(ban.until), "DATETIME_FORMAT") if ban.until else ""
    ends = _("This ends on %(time)s.") % {"time": until} if until else ""
    return " ".join(filter(None, [what, _("Reason: %(reason)s") % {"reason": ban.reason}, ends]))


def ban_of_name(username: str) -> Ban | None:
    key = name_key(username)
    running = Ban.objects.running().filter(kind=Ban.Kind.NAME)
    if exact := running.filter(pattern=key).first():
        return exact
    return next(
        (ban for ban in running.filter(pattern__contains="*")[:MOST_PATTERNS] if fits(key, ban.pattern)), None
    )


def ban_of_address(address: str) -> Ban | None:
    if not address:
        return None
    is_address = Q(kind=Ban.Kind.ADDRESS, pattern=mailbox(address))
    is_domain = Q(kind=Ban.Kind.DOMAIN, pattern__in=domains_of(address))
    return Ban.objects.running().filter(is_address | is_domain).first()


def ban_of_network(ip: str | None) -> Ban | None:
    try:
        digits = digits_of(plain_address(ip or ""))
    except ValueError:
        return None
    return _of_network().first([digits, timezone.now()])


@cache
def _of_network() -> PreparedObjects[Ban]:
    bans = Ban.objects.running(MOMENT).filter(kind=Ban.Kind.NETWORK, first__lte="digits", last__gte="digits")
    return PreparedObjects(bans, ["digits", MOMENT])


def ban_of_member(member: User, ip: str | None) -> Ban | None:
    """Why they cannot sign in. Staff can, or nobody could mend a ban that was too wide; they are suspended instead."""
    if member.is_forum_staff:
        return None
    return ban_of_name(member.username) or ban_of_address(member.email) or ban_of_network(ip)


def is_kept_out(member: User) -> bool:
    """Whether a ban of their name or address keeps them out, wherever they are."""
    return ban_of_member(member, None) is not None


def refuse_attempt(attempt: Attempt) -> None:
    """Raise ValidationError, beside each field that is kept out."""
    found = {
        "username": ban_of_name(attempt.username),
        "email": ban_of_address(attempt.email),
        NON_FIELD_ERRORS: ban_of_network(attempt.ip),
    }
    if refused := {name: words_of(ban) for name, ban in found.items() if ban is not None}:
        raise ValidationError(refused)


def refuse_new_address(member: User, address: str) -> None:
    """Raise ValidationError: with this address they could not sign in again."""
    if not member.is_forum_staff and (ban := ban_of_address(address)):
        raise ValidationError(words_of(ban))


def refuse_from_network(submission: Submission, _place: Any) -> None:
    """Raise Banned if somebody new here posts from a network that is kept out."""
    ban = ban_of_network(submission.ip)
    if ban is not None and is_new(submission.author):
        raise Banned(ban)


def members_hit(kind: str, pattern: str) -> QuerySet[User]:
    """Whom a ban of a name, an address or a domain keeps out now; of a star in a name perhaps a few more."""
    members = User.objects.filter(closed_at=None, is_staff=False, is_superuser=False).order_by("pk")
    if kind == Ban.Kind.NAME:
        first, *others = pattern.split("*")
        if not others:
            return members.filter(username_key=pattern)
        members = members.filter(username_key__startswith=first, username_key__endswith=others[-1])
        for part in others[:-1]:
            members = members.filter(username_key__contains=part)
        return members
    if kind == Ban.Kind.ADDRESS:
        local, _at, domain = pattern.rpartition("@")
        return members.filter(
            Q(email=pattern) | Q(email__startswith=f"{local}+", email__endswith=f"@{domain}")
        )
    if kind == Ban.Kind.DOMAIN:
        return members.filter(Q(email__endswith=f"@{pattern}") | Q(email__endswith=f".{pattern}"))
    return members.none()


def hits(kind: str, pattern: str, member: User) -> bool:
    return kind != Ban.Kind.NAME or fits(member.username_key, pattern)


def end_sessions_of_hit(*, ban_id: int, **_facts: Any) -> None:
    """Sign those out whom a new ban keeps out. It may be called twice."""
    ban = Ban.objects.running().filter(pk=ban_id).first()
    if ban is None:
        return
    for member in members_hit(ban.kind, ban.pattern).iterator(chunk_size=500):
        if hits(ban.kind, ban.pattern, member):
            end_sessions(member)
            FeedKey.renew(member)
