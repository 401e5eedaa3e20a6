"""Ignoring a member and no longer ignoring them, from their page, from a post, from the settings."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.follows import following
from forum.follows.models import Follow
from forum.pages.client_limits import limited
from forum.pages.follows.followables import act_address
from forum.pages.follows.views import next_page
from forum.pages.posts import unsent_text
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.undo_messages import success_with_undo


@login_required
@require_POST
@limited("follow")
def ignore(request: MemberRequest, username: str) -> HttpResponse:
    member = get_object_or_404(get_user_model().objects.named(username), closed_at=None, waits_since=None)
    if member.pk == request.user.pk:
        raise PermissionDenied
    unsent_text.keep_beside(request)
    ignore_with_undo(request, member)
    return SeeOther(next_page(request, member))


def ignore_with_undo(request: MemberRequest, member: User) -> bool:
    """Ignore the member, and say so with a button that follows them again if they were followed; False if it was so."""
    follow = Follow.find_or_new(request.user, member)
    if follow.is_muted:
        return False
    undo = "follow" if follow.is_active else "unfollow"
    following.mute(request.user, member)
    success_with_undo(request, ignored_words(member), act_address(member, undo))
    return True


def ignored_words(member: User) -> str:
    return _("You ignore %(name)s.") % {"name": member.full_name}


@login_required
@require_POST
@limited("follow")
def stop_ignoring(request: MemberRequest, username: str) -> HttpResponse:
    member = get_object_or_404(get_user_model().objects.named(username))
    unsent_text.keep_beside(request)
    if Follow.objects.muted().of(member).filter(member=request.user).exists():
        following.unfollow(request.user, member)
        messages.success(request, _("You no longer ignore %(name)s.") % {"name": member.full_name})
    return SeeOther(next_page(request, member))
