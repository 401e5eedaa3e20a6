"""What is shown when something is not possible. What the person wrote is shown with it."""

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponseServerError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import requires_csrf_token

from forum.web import addresses
from forum.web.responses import SeeOther

SECRET = ("password", "code", "token", "credential", "csrf")
MOST = 50


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", {"kept": kept_text(request)}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", {"kept": kept_text(request)}, status=404)


def server_error(request):
    """Needs neither the database nor the session: either may be what failed."""
    try:
        kept = kept_text(request)
    except Exception:
        # Whatever else is broken, a plain answer is owed.
        kept = ""
    try:
        return HttpResponseServerError(render_to_string("500.html", {"kept": kept}))
    except Exception:
        # A missing style sheet is enough to get here, and must not take the text with it.
        return HttpResponseServerError(
            f"Something broke on our side.\n\n{kept}", content_type="text/plain; charset=utf-8"
        )


def too_many(request, seconds: int, status: int = 429):
    """The answer to whoever has reached a limit; with 503 it is the forum that has too much to do."""
    response = render(request, "429.html", {"kept": kept_text(request), "status": status}, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response


def too_many_tries(request):
    """allauth's way to say the same; when there is room again, `forum.web.tries` has noted."""
    return too_many(request, getattr(request, "retry_after", 60))


@requires_csrf_token
def csrf_failure(request, reason=""):
    """The form again, filled and with a fresh token, so that one click sends it.

    A form that another site sent is not offered again: there the text is shown, and nothing to click. Whoever signs
    in and is in already, by another tab, goes where this one would have led them.
    """
    if is_in_already(request):
        return SeeOther(next_of(request))
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    is_ours = is_ours and request.headers.get("Origin", own_origin(request)) == own_origin(request)
    context = {
        "kept": kept_text(request),
        "fields": kept_fields(request) if is_ours and not request.FILES else [],
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=403)


def is_in_already(request) -> bool:
    return request.user.is_authenticated and request.path in (
        reverse("account_login"),
        reverse("account_signup"),
    )


def next_of(request) -> str:
    asked = request.POST.get("next") or request.GET.get("next")
    return asked if addresses.is_ours(asked) else settings.LOGIN_REDIRECT_URL


def own_origin(request) -> str:
    return f"{request.scheme}://{request.get_host()}"


def kept_text(request) -> str:
    """The longer text of a refused form, to copy it from."""
    if request.method != "POST":
        return ""
    try:
        return "\n\n".join(filter(None, (request.POST.get("title", ""), request.POST.get("body", ""))))
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError, ValueError, LookupError):
        return ""  # a form that cannot be read holds no text either


def kept_fields(request) -> list[tuple[str, str]]:
    """What a refused form held, but for tokens and secrets. Empty where a secret must be typed again anyway."""
    names = [name for name in request.POST if "csrf" not in name]
    if not names or len(names) > MOST or any(part in name for name in names for part in SECRET):
        return []
    return [(name, value) for name in names for value in request.POST.getlist(name)]
