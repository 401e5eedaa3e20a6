"""Keeping the spammer out by bans, as parts of a clean-up: their name, address, mail domain and network."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.networks import network_of
from forum.bans.common_mail_domains import is_common
from forum.bans.models import Ban
from forum.bans.patterns import Pattern, domain_of, read_pattern
from forum.boards.permissions import Asker
from forum.cleanup.models import CleanedItem, CleanedMember
from forum.cleanup.parts import Facts, Part
from forum.jobs.enqueuing import enqueue
from forum.posts.models import PendingPost, Post


def domain_to_ban(member: User) -> str:
    """Not one that half the world writes from, nor one of others here whose posts are public."""
    domain = domain_of(member.email) if member.email else ""
    if not domain or is_common(domain):
        return ""
    others = User.objects.filter(email__endswith=f"@{domain}", suspended_until=None, closed_at=None)
    return "" if others.exclude(pk=member.pk).filter(post_count__gt=0).exists() else domain


def network_to_ban(member: User) -> str:
    """The network of what they wrote last."""
    for model in (PendingPost, Post):
        ip = (
            model._default_manager.filter(author=member, ip__isnull=False)
            .order_by("-pk")
            .values_list("ip", flat=True)
        )
        if last := ip.first():
            return network_of(last)
    return ""


# By the kind of a ban, what of a member it would keep out.
OF_MEMBER: dict[str, Callable[[User], str]] = {
    Ban.Kind.NAME: lambda member: member.username,
    Ban.Kind.ADDRESS: lambda member: member.email,
    Ban.Kind.DOMAIN: domain_to_ban,
    Ban.Kind.NETWORK: network_to_ban,
}


def pattern_of(kind: str, member: User) -> Pattern | None:
    """What is to be banned; None if there is nothing, or it is banned already."""
    said = OF_MEMBER[kind](member)
    if not said or member.is_forum_staff:
        return None
    try:
        pattern = read_pattern(kind, said)
    except ValidationError:
        return None
    return None if Ban.objects.running().filter(kind=kind, pattern=pattern.text).exists() else pattern


def ban_part(
    kind: str, label: str | Promise, hint: str | Promise = "", *, is_ticked: bool = True
) -> Part[User]:
    def rows(by: Asker, member: User, until: datetime) -> QuerySet[User]:
        members = User.objects.filter(pk=member.pk, closed_at=None)
        return members if pattern_of(kind, member) else members.none()

    def ban(cleaned: CleanedMember, member: User) -> Facts | None:
        pattern = pattern_of(kind, member)
        if pattern is None:
            return None
        placed = Ban.objects.create(
            kind=kind, pattern=pattern.text, first=pattern.first, last=pattern.last,
            reason=cleaned.cleanup.reason, by=cleaned.cleanup.by,
        )  # fmt: skip
        enqueue("ban.placed", ban_id=placed.pk)
        return {"ban": placed.pk}

    return Part(
        name=f"ban-{kind}",
        label=label,
        hint=hint,
        is_ticked=is_ticked,
        is_thing=False,
        outlives_account=True,
        rows=rows,
        clean=ban,
        restore=lift,
        detail=OF_MEMBER[kind],
    )


def lift(by: User, item: CleanedItem) -> None:
    Ban.objects.running().filter(pk=item.facts["ban"]).update(lifted_at=timezone.now())


PARTS: tuple[Part[Model], ...] = (
    ban_part(Ban.Kind.NAME, _("Ban the username")),
    ban_part(Ban.Kind.ADDRESS, _("Ban the email address")),
    ban_part(
        Ban.Kind.DOMAIN, _("Ban the email domain"), _("Nobody can join with an address of this domain.")
    ),
    ban_part(
        Ban.Kind.NETWORK,
        _("Ban the network"),
        _("Neighbours may share it: nobody new can join or post from there."),
        is_ticked=False,
    ),
)  # type: ignore[assignment]
