"""Inviting people: one's own invitations, what an invited visitor sees, and whom a member brought."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.names import mailbox
from accounts.sign_up.form import SignupForm
from forum import limits
from forum.moderation.log import moderates_members
from forum.pages.accounts.ways_in import ways_in_page
from forum.pages.client_limits import client_network
from forum.pages.forms import posted
from forum.pages.invitations import mail
from forum.pages.invitations.forms import InvitationForm
from forum.pages.requests import ForumRequest, MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.posts.member_totals import visible_counts
from forum.sign_up import invitations as inviting
from forum.sign_up.invitations import NoneLeft
from forum.sign_up.models import Invitation, Invited
from forum.site.absolute_addresses import absolute

SHOWN = 100
MOST_SHOWN = 200  # of a branch


@dataclass(frozen=True)
class Row:
    invitation: Invitation
    address: str
    came: list[Invited]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: MemberRequest) -> HttpResponse:
    may_invite = inviting.may_invite(request.user)
    rows = rows_of(request.user)
    if not may_invite and (not rows or request.method == "POST"):
        raise PermissionDenied
    left = inviting.left_for(request.user)
    form = InvitationForm(request.user, left, posted(request))
    if form.is_valid():
        try:
            return make(request, form)
        except NoneLeft as refusal:
            form.add_error("uses", str(refusal))
    context = {
        "form": form,
        "left": left,
        "may_invite": may_invite,
        "rows": rows,
        "is_possible": inviting.is_possible(),
    }
    return form_page(request, "invitations/own.html", context)


def make(request: MemberRequest, form: InvitationForm) -> HttpResponse:
    said = form.cleaned_data
    address = said["address"]
    if address:
        limits.enforce_all(("invitation", request.user.pk), ("invitation-to", mailbox(address)))
    invitation = inviting.make(
        request.user,
        uses=said["uses"],
        days=int(said["days"]),
        address=address,
        group=said.get("group"),
        board=said.get("board"),
    )
    if address:
        mail.send(invitation)
        messages.success(request, _("The invitation is on its way."))
    else:
        messages.success(request, _("The link is made. Pass it on to those whom you invite."))
    return SeeOther(f"{reverse('invitations')}#invitation-{invitation.pk}")


def rows_of(member: User) -> list[Row]:
    """Their newest invitations and who came by them, in two queries."""
    made = list(
        Invitation.objects.filter(by=member)
        .select_related("group", "board")
        .order_by("-made_at", "-pk")[:SHOWN]
    )
    came: dict[int, list[Invited]] = {}
    for row in Invited.objects.filter(invitation__in=made).select_related("member").order_by("at"):
        came.setdefault(row.invitation_id or 0, []).append(row)
    return [
        Row(each, absolute(reverse("invitation", args=[each.key])), came.get(each.pk, [])) for each in made
    ]


@login_required
@require_POST
def revoke(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=invitation_id, by=request.user)
    inviting.revoke(invitation)
    messages.success(request, _("Revoked. Nobody can join by it any more."))
    return SeeOther(reverse("invitations"))


@never_cache
@require_safe
def invitation(request: ForumRequest, key: str) -> HttpResponse:
    """What somebody sees who opens the link: who invites them, and the form. No word of what comes with it.

    Whatever doesn't work looks the same, whether it ended, was used up, or never was.
    """
    if request.user.is_authenticated:
        messages.info(request, _("You are a member already. This link is for others."))
        return SeeOther(reverse("home"))
    limits.enforce("invitation-key", client_network(request))
    found = inviting.usable(key) if inviting.is_possible() else None
    if found is None:
        return ways_in_page(request, "invitations/ended.html", status=404)
    page = ways_in_page(
        request, "invitations/invitation.html", "signup_form", SignupForm(initial={"invitation": key})
    )
    page.context_data = {**(page.context_data or {}), "inviter": found.by}
    return page


@login_required
@never_cache
@require_safe
def branch(request: MemberRequest, username: str) -> HttpResponse:
    """Whom a member invited, whom those invited, and so on: for those who may know of members."""
    member = get_object_or_404(User.objects.named(username))
    if not moderates_members(request.user):
        raise PermissionDenied
    came = Invited.objects.filter(member=member).select_related("by").first()
    depths = {member.pk: 0}
    brought = inviting.invited_by_branch(member, MOST_SHOWN + 1)
    is_part = len(brought) > MOST_SHOWN
    del brought[MOST_SHOWN:]
    # Moderators of members need not see each board.
    posts = visible_counts(request.user, [row.member_id for row in brought])
    rows = []
    for row in brought:
        depths[row.member_id] = depths[row.by_id] + 1
        rows.append((row, depths[row.member_id], posts.get(row.member_id, 0)))
    context = {"member": member, "came": came, "rows": rows, "most": MOST_SHOWN if is_part else None}
    return render(request, "invitations/branch.html", context)
