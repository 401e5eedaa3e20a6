"""Says while somebody types whether a username is free. The sign-up form says the same, and no more is said here."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.names import LONGEST_NAME
from forum import limits
from forum.pages.client_limits import client_network
from forum.site.models import SiteSettings

LONGEST_QUESTION = LONGEST_NAME * 2


@never_cache
@require_safe
def username_check(request: HttpRequest) -> JsonResponse:
    if not SiteSettings.current().is_sign_up_open:
        raise Http404
    limits.enforce("username-check", client_network(request))
    username = request.GET.get("username", "")[:LONGEST_QUESTION].strip()
    if not username:
        return JsonResponse({"is_free": False, "words": _("Enter a username.")})
    try:
        get_adapter(request).clean_username(username)
    except ValidationError as error:
        return JsonResponse({"is_free": False, "words": " ".join(error.messages)})
    return JsonResponse({"is_free": True, "words": _("This username is free.")})
