"""Pages of an account that allauth does not have, or not as they should be."""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import confirm_email as confirm_by_link
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import reverting_address_change
from accounts.sessions import active_sessions, end_sessions
from forum.follows.models import FeedKey
from forum.pages.client_limits import limited
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm an address. Opening the link again, or sending the form twice, succeeds as well."""
    if is_confirmed_by(key):
        return render(request, "accounts/email_confirmed.html")
    return confirm_by_link(request, key=key)


def is_confirmed_by(key: str) -> bool:
    days = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS
    try:
        pk = signing.loads(key, max_age=days * 24 * 3600, salt=app_settings.SALT)
    except signing.BadSignature:
        return False
    return EmailAddress.objects.filter(pk=pk, verified=True).exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revert_address_change(request: HttpRequest, token: str) -> HttpResponse:
    change = reverting_address_change.read_token(token)
    if change is None:
        return render(request, "accounts/revert_address_change.html", {"is_void": True}, status=404)
    if request.method != "POST":
        return render(request, "accounts/revert_address_change.html", {"change": change, "token": token})
    member = reverting_address_change.revert_address_change(change)
    if member is None:
        return render(request, "accounts/revert_address_change.html", {"is_void": True}, status=409)
    FeedKey.renew(member)
    secret = default_token_generator.make_token(member)
    return SeeOther(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(member), secret]))


@login_required
@never_cache
@limited("settings")
def sessions(request: MemberRequest) -> HttpResponse:
    """allauth's page of sessions, in a fixed number of queries."""
    here = request.session.session_key
    if request.method == "POST":
        end_sessions(request.user, except_key=here)
        adapter = get_adapter(request)
        adapter.add_message(request, messages.INFO, "usersessions/messages/sessions_logged_out.txt")
        if FeedKey.renew(request.user):
            messages.info(request, _("Your feed has a new web address. The earlier one no longer works."))
        return SeeOther(reverse("usersessions_list"))
    standing = active_sessions(request.user, here)
    context = {"sessions": standing, "session_count": len(standing)}
    return render(request, "usersessions/usersession_list.html", context)


def change_password(request: HttpRequest) -> HttpResponse:
    """/.well-known/change-password, by which password managers find the form; the standard demands a redirect."""
    return HttpResponseRedirect(reverse("account_change_password"))
