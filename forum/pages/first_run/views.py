"""The first three screens of a new forum, for its owner. Each can be skipped, and opened again from the dashboard."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from forum import limits
from forum.boards.models import Board
from forum.boards.starting_sets import STARTING_SETS, make_boards
from forum.mail.domain_records import sender_domain
from forum.mail.test_mail import describe_server, send_test_mail
from forum.pages.first_run.forms import LookForm, TestMailForm
from forum.pages.forms import posted
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.site.models import SiteSettings

STEPS = ("setup:look", "setup:boards", "setup:email")
View = Callable[[MemberRequest], HttpResponse]


def for_owner(view: View) -> Any:
    @wraps(view)
    def checked(request: MemberRequest) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return view(request)

    return require_http_methods(["GET", "HEAD", "POST"])(login_required(checked))


def step(name: str) -> dict[str, Any]:
    number = STEPS.index(name) + 1
    following = STEPS[number] if number < len(STEPS) else ""
    return {"number": number, "count": len(STEPS), "next": following}


@for_owner
def look(request: MemberRequest) -> HttpResponse:
    form = LookForm(posted(request), instance=SiteSettings.current())
    is_preview = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not is_preview:
        # Of the row, not of the form: only there names have lost what hides in them.
        SiteSettings().change(**{name: getattr(form.instance, name) for name in form.cleaned_data})
        return SeeOther(reverse("setup:boards"))
    return form_page(request, "first_run/look.html", {"form": form, "step": step("setup:look")})


@for_owner
def boards(request: MemberRequest) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        name, keys = request.POST.get("set", ""), request.POST.getlist("board")
        made = make_boards(name, keys) if name in STARTING_SETS else []
        if made:
            words = ngettext("%(n)d board made.", "%(n)d boards made.", len(made))
            messages.success(request, words % {"n": len(made)})
            return SeeOther(reverse("setup:email"))
        wrong = _("Choose at least one board that isn’t there yet.")
    context = {
        "sets": STARTING_SETS,
        "existing": Board.objects.count(),
        "wrong": wrong,
        "step": step("setup:boards"),
    }
    return render(request, "first_run/boards.html", context, status=422 if wrong else 200)


@for_owner
def email(request: MemberRequest) -> HttpResponse:
    form = TestMailForm(posted(request), initial={"address": request.user.email})
    result = None
    if request.method == "POST" and form.is_valid():
        limits.enforce("test-mail", request.user.pk)
        result = send_test_mail(form.cleaned_data["address"])
    context = {
        "form": form,
        "result": result,
        "has_mail": settings.HAS_MAIL,
        "folder": "" if settings.HAS_MAIL else settings.EMAIL_FILE_PATH,
        "server": describe_server() if settings.HAS_MAIL else "",
        "sender": settings.DEFAULT_FROM_EMAIL
        if settings.HAS_MAIL or sender_domain()
        else "forum@example.org",
        "step": step("setup:email"),
    }
    return form_page(request, "first_run/email.html", context)


@for_owner
@require_POST
def finish(request: MemberRequest) -> HttpResponse:
    """The owner is through, or wants none of it."""
    if request.site_settings.first_run_done_at is None:
        SiteSettings().change(first_run_done_at=timezone.now())
    return SeeOther(reverse("admin:index"))
