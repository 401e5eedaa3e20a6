"""What members set for themselves: profile, reading, account, privacy, whom they ignore, and closing their account."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.sessions import active_sessions
from forum import limits
from forum.erasing import requesting
from forum.follows.models import Follow
from forum.legal_holds.holding import is_held
from forum.members import closing_accounts
from forum.pages.client_limits import limited
from forum.pages.forms import posted
from forum.pages.members.ignoring import ignore_with_undo, ignored_words
from forum.pages.posts.preview import Preview
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.pages.settings.forms import ClosingForm, IgnoreForm, PrivacyForm, ProfileForm, ReadingForm
from forum.site.models import SiteSettings


@login_required
@never_cache
@limited("settings")
def profile(request: MemberRequest) -> HttpResponse:
    # The form works on a row of its own: until it is saved, the page keeps calling the member by the old name.
    row = get_user_model().objects.get(pk=request.user.pk)
    form = ProfileForm(posted(request), instance=row, site=request.site_settings)
    if not form.is_valid():
        return form_page(request, "settings/profile.html", {"form": form})
    if "preview" in request.POST:
        preview = Preview.of_form(form, None, request.user) if form.text or form.preview_after else None
        page = form_page(request, "settings/profile.html", {"form": form, "preview": preview})
        return preview.on(page) if preview else page
    is_renamed = "display_name" in form.changed_data
    if is_renamed:
        limits.enforce("shown-name", request.user.pk)
    form.save()
    if is_renamed:
        SiteSettings.bump()  # visitors' cached pages show the name
    messages.success(request, _("Your profile is saved."))
    return SeeOther(reverse("settings"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def reading(request: MemberRequest) -> HttpResponse:
    # On a row of its own: a refused form must not change how its page looks.
    form = ReadingForm(posted(request), instance=get_user_model().objects.get(pk=request.user.pk))
    if not form.is_valid():
        return form_page(request, "settings/reading.html", {"form": form})
    form.save()
    messages.success(request, _("Your reading settings are saved."))
    return SeeOther(reverse("reading-preferences"))


@login_required
@never_cache
@require_safe
def account(request: MemberRequest) -> HttpResponse:
    """What there is to know of the account, and the ways to the pages where it is changed."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "key_count": kinds.count(Authenticator.Type.WEBAUTHN),
        "session_count": max(len(active_sessions(request.user, request.session.session_key)), 1),
    }
    return render(request, "settings/account.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("settings")
def privacy(request: MemberRequest) -> HttpResponse:
    form = PrivacyForm(posted(request), member=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your privacy settings are saved."))
        return SeeOther(reverse("privacy"))
    return privacy_page(request, form=form)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("follow")
def ignored(request: MemberRequest) -> HttpResponse:
    """Ignore whom the form names. The list is on the page about privacy."""
    if request.method != "POST":
        return SeeOther(f"{reverse('privacy')}#ignored")
    form = IgnoreForm(request.POST, by=request.user)
    if not form.is_valid():
        return privacy_page(request, ignore_form=form)
    if not ignore_with_undo(request, form.member):
        messages.success(request, ignored_words(form.member))
    return SeeOther(reverse("privacy"))


def privacy_page(
    request: MemberRequest, *, form: PrivacyForm | None = None, ignore_form: IgnoreForm | None = None
) -> HttpResponse:
    rows = Follow.objects.muted().of_kind("person").filter(member=request.user)
    context = {
        "form": form or PrivacyForm(member=request.user),
        "ignore_form": ignore_form or IgnoreForm(by=request.user),
        "ignored": rows.select_related("person").order_by("person__username"),
    }
    is_refused = ignore_form is not None and bool(ignore_form.errors)
    return render(request, "settings/privacy.html", context, status=422 if is_refused else 200)


@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def close(request: MemberRequest) -> HttpResponse:
    form = ClosingForm(posted(request), member=request.user)
    if form.is_valid():
        is_kept = is_held(request.user)
        try:
            with transaction.atomic():
                # Before: afterwards nobody knows the address for the answer.
                if form.cleaned_data.get("remove_posts"):
                    requesting.ask(request.user)
                else:
                    requesting.take_back(request.user)
                closing_accounts.close(request.user)
        except closing_accounts.LastAdmin as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, closed_words(is_kept))
            return SeeOther(reverse("home"))
    return form_page(request, "settings/close.html", {"form": form})


def closed_words(is_kept: bool) -> str:
    if is_kept:
        return _(
            "Your account is closed. The law requires us to keep what it held for now. It’s deleted after that."
        )
    return _("Your account is closed.")
