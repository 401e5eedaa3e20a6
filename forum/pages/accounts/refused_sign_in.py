from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from forum.bans import judging
from forum.moderation.models import LogEntry
from forum.moderation.waiting_members import rejecting
from forum.pages.accounts.allauth_internals import clear_login
from forum.pages.accounts.restrictions import restrictions_of
from forum.pages.client_limits import client_ip
from forum.sign_up.keeping_time import REJECTED_KEPT
from forum.sign_up.models import SignUpRequest


def refuse_suspended(request: HttpRequest, user: User) -> None:
    if user.is_suspended:
        clear_login(request)
        context = {"member": user, "restrictions": restrictions_of(user)}
        raise ImmediateHttpResponse(render(request, "accounts/suspended.html", context, status=403))


def page_of_rejected(request: HttpRequest, user: User) -> HttpResponse | None:
    """What they see whose sign-up was rejected: where no email goes out, nothing else tells them."""
    rejected = SignUpRequest.objects.filter(member=user).exclude(rejected_at=None).first()
    if rejected is None or rejected.rejected_at is None:
        return None
    entry = LogEntry.objects.filter(member=user, act=rejecting.name).order_by("-pk").first()
    context = {
        "member": user,
        "reason": entry.reason if entry else "",
        "deleted_at": rejected.rejected_at + REJECTED_KEPT,
    }
    return render(request, "accounts/rejected.html", context, status=403)


def refuse_banned(request: HttpRequest, user: User) -> None:
    """Answer with the reason if a ban keeps them out. They have given the right password."""
    if ban := judging.ban_of_member(user, client_ip(request)):
        clear_login(request)
        words = {"words": judging.words_of(ban)}
        raise ImmediateHttpResponse(render(request, "accounts/banned.html", words, status=403))
