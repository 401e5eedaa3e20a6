"""Invitations: who may invite how many, making and revoking them, using them, and whom they brought."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.boards.own_groups import NAMED_MEMBERS
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.posts.automatic_groups import NEW_MEMBERS
from forum.refusals import NotAllowed, Refusal
from forum.sign_up.models import Invitation, Invited
from forum.site.models import SiteSettings
from forum.site.sign_up_rules import Inviters, SignUpMode

MONTH = timedelta(days=30)
LONGEST_KEY = 40
PERMISSION = "sign_up.invite_people"
# Asked before an invitation lets somebody in: rooms above know of more inviters who are not here any more.
KEPT_OUT: list[Callable[[User], bool]] = []


class NoneLeft(Refusal):
    code = "no_invitations_left"
    sentence = _("You have no invitations left for so many people this month.")


def may_invite(reader: Reader, settings: SiteSettings | None = None) -> bool:
    """Whether they may ever, by these settings or the database’s.

    While sign-up is closed nobody can come, whoever invites.
    """
    if not isinstance(reader, User) or not reader.is_active or reader.waits_since:
        return False
    if reader.is_suspended or reader.is_silenced:
        return False
    inviters = (settings or SiteSettings.current()).inviters
    is_among = inviters == Inviters.MEMBERS or (
        inviters == Inviters.ESTABLISHED and not NEW_MEMBERS.includes(reader)
    )
    return is_among or reader.has_perm(PERMISSION)


def approves(inviter: User) -> bool:
    """Whether being invited by them is an approval: by those who could approve the member in the next moment."""
    return bool(inviter.is_active and inviter.is_staff and inviter.has_perm("accounts.change_user"))


def left_for(member: User) -> int | None:
    """For how many more people they can make invitations now; None is any number."""
    if member.is_superuser:
        return None
    recent = Invitation.objects.filter(by=member, made_at__gt=timezone.now() - MONTH)
    # Those that ended count by whom they brought.
    promised = _sum(recent.usable(), "most_uses")
    used = _sum(recent.exclude(pk__in=recent.usable().values("pk")), "use_count")
    return max(SiteSettings.current().invitations_a_month - promised - used, 0)


def _sum(rows: QuerySet[Invitation], column: str) -> int:
    total: int = rows.aggregate(total=Coalesce(Sum(column), 0))["total"]
    return total


@transaction.atomic
def make(
    by: User,
    *,
    uses: int,
    days: int,
    address: str = "",
    group: Group | None = None,
    board: Board | None = None,
) -> Invitation:
    """Raise NotAllowed, or NoneLeft. Only administrators say where those who come join."""
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not may_invite(by) or ((group or board) and not by.is_superuser):
        raise NotAllowed
    left = left_for(by)
    if left is not None and uses > left:
        raise NoneLeft
    return Invitation.objects.create(
        by=by,
        most_uses=uses,
        expires_at=timezone.now() + timedelta(days=days),
        address=address,
        group=group,
        board=board,
    )


def revoke(invitation: Invitation) -> bool:
    """End it; False if it was revoked before."""
    rows = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    return bool(rows.update(revoked_at=timezone.now()))


def usable(key: str) -> Invitation | None:
    """The invitation with this key, if it still lets somebody in and its inviter may still invite."""
    if not key or len(key) > LONGEST_KEY or "\x00" in key:
        return None
    invitation = Invitation.objects.usable().filter(key=key).select_related("by").first()
    if invitation is None or not may_invite(invitation.by):
        return None
    return None if any(is_kept_out(invitation.by) for is_kept_out in KEPT_OUT) else invitation


def use(key: str) -> Invitation | None:
    """Take one use; None if there is none left. In one statement, so that two at once never both have the last."""
    invitation = usable(key)
    if invitation is None:
        return None
    # Of the row alone, whose columns PostgreSQL reads anew once it has waited for another who uses it.
    free = Invitation.objects.filter(pk=invitation.pk, revoked_at=None, use_count__lt=F("most_uses"))
    taken = free.update(use_count=F("use_count") + 1)
    return invitation if taken else None


def keep(invitation: Invitation, member: User) -> None:
    Invited.objects.create(member=member, by=invitation.by, invitation=invitation)


def bring_in(member: User) -> None:
    """Let a member who does not wait (any more) join the group and the board that their invitation says."""
    came = Invited.objects.filter(member=member).select_related("invitation__by", "invitation__group").first()
    invitation = came.invitation if came else None
    # Who is no administrator by now, gives nothing any more.
    if invitation is None or not (invitation.by.is_active and invitation.by.is_superuser):
        return
    if not (invitation.group_id or invitation.board_id):
        return
    lock_permissions_exclusive()
    of_board = NAMED_MEMBERS.of(invitation.board) if invitation.board else None
    groups = [group for group in (invitation.group, of_board) if group is not None]
    member.groups.add(*groups)
    SiteSettings.bump()


# Whom a member invited, whom those invited, and so on. Merged accounts may have made a ring, which UNION ends. Both
# databases give it step by step, and stop with the last row that is wanted.
BRANCH = """
    WITH RECURSIVE branch(id) AS (
        SELECT member_id FROM sign_up_invited WHERE by_id = %s
        UNION
        SELECT invited.member_id FROM branch JOIN sign_up_invited invited ON invited.by_id = branch.id
    )
    SELECT id FROM branch LIMIT %s
"""


def invited_by_branch(member: User, most: int) -> list[Invited]:
    """Whom the member invited, whom those invited, and so on, those who came first in front, in one query.

    As many as are asked for: of a large branch those who are fewest steps away.
    """
    rows = (
        Invited.objects.filter(member__in=RawSQL(BRANCH, [member.pk, most]))  # noqa: S611
        .exclude(member=member)
        .select_related("member", "by")
        .order_by("at", "pk")
    )
    brought: dict[int, list[Invited]] = {}
    for row in rows:
        brought.setdefault(row.by_id, []).append(row)
    found: list[Invited] = []
    inviters: Iterable[int] = [member.pk]
    while inviters:
        step = [row for inviter in inviters for row in brought.get(inviter, ())]
        step.sort(key=lambda row: (row.at, row.pk))
        found += step
        inviters = [row.pk for row in step]
    return found


def is_possible() -> bool:
    """Whether anybody who is invited could join now."""
    return SiteSettings.current().sign_up != SignUpMode.CLOSED
