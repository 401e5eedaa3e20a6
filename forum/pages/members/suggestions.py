"""Members whose names begin with what is typed, for fields that take a username."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from forum import limits

MOST = 8


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("suggestions", request.user.pk)
    others = User.objects.found_by_name(request.GET.get("q", "")).exclude(pk=request.user.pk)
    members = [{"username": member.username, "name": member.name} for member in others[:MOST]]
    return JsonResponse({"members": members})
