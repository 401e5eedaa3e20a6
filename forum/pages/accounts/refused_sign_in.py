from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest
from django.shortcuts import render

from accounts.models import User
from forum.bans import judging
from forum.pages.accounts.allauth_internals import clear_login
from forum.pages.accounts.restrictions import restrictions_of
from forum.pages.client_limits import client_ip


def refuse_suspended(request: HttpRequest, user: User) -> None:
    if user.is_suspended:
        clear_login(request)
        context = {"member": user, "restrictions": restrictions_of(user)}
        raise ImmediateHttpResponse(render(request, "accounts/suspended.html", context, status=403))


def refuse_banned(request: HttpRequest, user: User) -> None:
    """Answer with the reason if a ban keeps them out. They have given the right password."""
    if ban := judging.ban_of_member(user, client_ip(request)):
        clear_login(request)
        words = {"words": judging.words_of(ban)}
        raise ImmediateHttpResponse(render(request, "accounts/banned.html", words, status=403))
