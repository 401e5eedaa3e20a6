"""Members whose names begin with what is typed, for fields that take a username."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.names import flat_key, name_key
from forum import limits

MOST = 8
LONGEST = 60


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("suggestions", request.user.pk)
    typed = request.GET.get("q", "").strip().removeprefix("@").replace("\x00", "")[:LONGEST]
    return JsonResponse({"members": [named(member) for member in found(typed, request.user)]})


def found(typed: str, by: User) -> list[User]:
    keys = name_key(typed), flat_key(typed)
    if not all(keys):
        return []
    begins = Q(username_key__startswith=keys[0]) | Q(display_key__startswith=keys[1])
    rows = User.objects.filter(begins, closed_at=None, is_active=True).exclude(pk=by.pk)
    return list(rows.order_by("username_key")[:MOST])


def named(member: User) -> dict[str, str]:
    return {"username": member.username, "name": member.name}
