"""Making a new member out of a sign-up: by the owner's rules, by an invitation, or to wait for approval.

Every way to an account that people open by themselves calls `join`, in the transaction that makes it.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.sign_up.judging import Attempt
from forum.refusals import Refusal
from forum.sign_up import invitations
from forum.sign_up.models import Invitation, SignUpRequest
from forum.site.models import SiteSettings
from forum.site.sign_up_rules import SignUpMode


class SignUpClosed(Refusal):
    status = 403
    code = "sign_up_closed"
    sentence = gettext_lazy("This forum isn’t taking new members at the moment.")


class InvitationNeeded(Refusal):
    status = 403
    code = "invitation_needed"
    sentence = gettext_lazy(
        "You need an invitation to join, and this one was used or has ended meanwhile. Ask for another one."
    )


def is_open_to(key: str) -> bool:
    """Whether somebody with this key of an invitation, or "", may sign up now."""
    site = SiteSettings.current()
    return site.is_sign_up_open or (site.is_by_invitation and invitations.usable(key) is not None)


def is_invited(key: str) -> bool:
    """Whether the key is of an invitation that works. None does while sign-up is closed."""
    return SiteSettings.current().sign_up != SignUpMode.CLOSED and invitations.usable(key) is not None


def waits_from_the_start(member: User, invitation: Invitation | None, reasons: Sequence[str]) -> list[str]:
    """Why the member has to wait, if for anything. An invitation alone is no approval, unless its inviter approves."""
    if invitation is not None and invitations.approves(invitation.by):
        return []
    if SiteSettings.current().needs_approval:
        return [_("New members wait for approval."), *reasons]
    return list(reasons)


def use_invitation(key: str) -> Invitation | None:
    """Take one use of the invitation. Raise SignUpClosed or InvitationNeeded if nobody can join by it or without."""
    site = SiteSettings.current()
    if site.sign_up == SignUpMode.CLOSED:
        raise SignUpClosed
    invitation = invitations.use(key)
    if invitation is None and site.is_by_invitation:
        raise InvitationNeeded
    return invitation


def join(member: User, invitation: Invitation | None, attempt: Attempt, reasons: Sequence[str]) -> None:
    """Keep who invited the new member, who is saved already, and let them wait or bring them where they join."""
    if invitation is not None:
        invitations.keep(invitation, member)
    waits = waits_from_the_start(member, invitation, reasons)
    if not waits:
        invitations.bring_in(member)
        return
    site = SiteSettings.current()
    answer = str(attempt.answers.get("answer") or "")
    SignUpRequest.objects.create(
        member=member,
        question=site.sign_up_question if answer else "",
        answer=answer,
        reasons=waits,
        network=attempt.network,
    )
    member.waits_since = timezone.now()
    member.save(update_fields=["waits_since"])
