"""Pages of errors. They show what the person had typed, so that it is not lost."""

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django.views.decorators.csrf import requires_csrf_token

from forum.database.outages import outage_of
from forum.pages import addresses
from forum.pages.errors.typed_text import TypedField, fields_to_send_again, typed_text
from forum.pages.responses import POST, Gone, MergedAway, SeeOther


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    context = {"typed": typed_text(request), "is_admin": request.path.startswith(reverse("admin:index"))}
    return render(request, "errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, MergedAway) and request.method in ("GET", "HEAD"):
        # Not for good: it may be undone, and another reader may not see where they are.
        return HttpResponseRedirect(exception.post.address())
    typed = typed_text(request)
    if isinstance(exception, Gone):
        context = {"typed": typed, "is_post": exception.what == POST}
        return render(request, "errors/410.html", context, status=410)
    return render(request, "errors/404.html", {"typed": typed}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a bug, or for an outage, which it names with the time to come back.

    Needs neither the database nor the session: either may be what failed.
    """
    error = sys.exc_info()[1]
    outage = outage_of(error)
    if outage is None:
        return standalone(request, "errors/500.html", "Something went wrong. The fault is ours.", 500)
    if is_asked_by_script(request):
        response = plain(f"{outage.words}\n", outage.status)
    else:
        response = standalone(request, "errors/503.html", outage.words, outage.status)
    response.headers["Retry-After"] = str(outage.retry_after)
    response.outage_error = error  # type: ignore[attr-defined]
    return response


def standalone(request: HttpRequest, template: str, words: str | Promise, status: int) -> HttpResponse:
    """Render a page without the forum around it; if even that fails, return plain text."""
    typed: list[TypedField] = []
    try:
        typed = typed_text(request)
        context = {"words": words, "typed": typed, "frame": "errors/standalone.html"}
        page = render_to_string(template, context | form_to_send_again(request))
        return HttpResponse(page, status=status)
    except Exception:
        # A missing style sheet is enough to get here, and must not take the text with it.
        return plain("\n\n".join([str(words), *(text for _label, text in typed)]), status)


def plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def is_asked_by_script(request: HttpRequest) -> bool:
    """Whether a script asked: it shows our sentence, and its page keeps the typed text."""
    return request.headers.get("Sec-Fetch-Dest") == "empty"


def too_many(request: HttpRequest, seconds: int, status: int = 429) -> HttpResponse:
    """The page for somebody who has reached a limit; with status 503 it says that the forum is too busy."""
    context = {"typed": typed_text(request), "status": status, "wait": waiting_time(seconds)}
    if request.user.is_authenticated:
        # A visitor's form carries no token, and a page for visitors sets no cookie.
        context |= form_to_send_again(request)
    response = render(request, "errors/429.html", context, status=status)
    # Django would write a line for each 503, and whoever throws dear texts would fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    response.headers["Retry-After"] = str(seconds)
    return response


def waiting_time(seconds: int) -> str:
    """Return the time in the largest unit that fits, rounded up so that coming back then works."""
    if seconds > 90 * 60:
        hours = -(-seconds // 3600)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    minutes = -(-seconds // 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The same for allauth; `forum.pages.accounts.sign_in_limits` has set `retry_after`."""
    return too_many(request, getattr(request, "retry_after", 60))


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the form again, filled and with a fresh token, so that one click sends it.

    Somebody who signs in, and has done so in another tab, is led on instead.
    """
    if is_in_already(request):
        return SeeOther(addresses.next_or(request, settings.LOGIN_REDIRECT_URL))
    context = {"typed": typed_text(request)} | form_to_send_again(request)
    return render(request, "errors/form_expired.html", context, status=403)


def form_to_send_again(request: HttpRequest) -> dict[str, Any]:
    """Return the template's context for a form that one click sends again.

    Without fields if another site sent the form: its text is shown, without a button.
    """
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    is_ours = is_ours and request.headers.get("Origin", own_origin(request)) == own_origin(request)
    fields = fields_to_send_again(request) if is_ours and not request.FILES else []
    return {"fields": fields, "address": request.get_full_path(), "csrf_token": get_token(request)}


def is_in_already(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.path in (
        reverse("account_login"),
        reverse("account_signup"),
    )


def own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
