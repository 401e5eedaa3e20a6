"""Usernames that begin as typed, for the fields of the admin in which members are named."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from accounts.models import User
from accounts.names import flat_key, name_key

SHOWN = 8


def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer at most eight members by the beginning of their username or display name."""
    if not (request.user.has_perm("accounts.view_user") or request.user.has_perm("boards.change_grant")):
        raise PermissionDenied
    typed = request.GET.get("q", "").strip().removeprefix("@")[:60]
    if not name_key(typed):
        return JsonResponse({"members": []})
    begins = Q(username_key__startswith=name_key(typed)) | Q(display_key__startswith=flat_key(typed))
    members = User.objects.filter(begins, closed_at=None, is_active=True).order_by("username")[:SHOWN]
    return JsonResponse({"members": [[member.username, member.name] for member in members]})
