"""Usernames that begin as typed, for the fields of the admin in which members are named."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse

from accounts.models import User

SHOWN = 8


def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer at most eight members by the beginning of their username or display name."""
    if not (request.user.has_perm("accounts.view_user") or request.user.has_perm("boards.change_grant")):
        raise PermissionDenied
    members = User.objects.beginning_with(request.GET.get("q", ""))[:SHOWN]
    return JsonResponse({"members": [[member.username, member.name] for member in members]})
