"""Claiming the posts that one wrote on a forum that was imported: a button, an email, and one more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.names import mailbox
from forum import limits
from forum.account_merging import claims
from forum.account_merging.merging import CannotMerge
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.refusals import NotAllowed


@login_required
@require_POST
def ask(request: MemberRequest, member_id: int) -> HttpResponse:
    placeholder = next((each for each in claims.claimable_by(request.user) if each.pk == member_id), None)
    if placeholder is None:
        raise Http404
    limits.enforce("mail-to", mailbox(request.user.email))
    claims.mail_link(request.user, placeholder)
    messages.success(request, _("We’ve emailed you a link. Open it to confirm that these posts are yours."))
    return SeeOther(reverse("member", args=[request.user.username]))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: MemberRequest, token: str) -> HttpResponse:
    try:
        placeholder = claims.claimed_by(token, request.user)
        if request.method == "POST":
            claims.claim(request.user, token)
    except NotAllowed:
        return render(request, "members/claim_ended.html", status=404)
    except CannotMerge as refusal:
        return render(request, "members/claim_ended.html", {"refusal": str(refusal)}, status=refusal.status)
    if request.method != "POST":
        return render(request, "members/claim.html", {"placeholder": placeholder})
    messages.success(request, _("The posts are yours now."))
    return SeeOther(reverse("member", args=[request.user.username]))
