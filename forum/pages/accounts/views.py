"""What links in mails about an account lead to, where allauth has no page for it."""

from allauth.account import app_settings
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import confirm_email as confirm_by_link
from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import reverting_address_change
from forum.follows.models import FeedKey
from forum.pages.responses import SeeOther


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request, key):
    """Whoever opens the link again, or sends the form twice, has what they came for."""
    if is_confirmed_by(key):
        return render(request, "account/email_confirmed.html")
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
def take_back_address(request, token):
    change = reverting_address_change.change_of(token)
    if change is None:
        return render(request, "account/address_back.html", {"is_void": True}, status=404)
    if request.method != "POST":
        return render(request, "account/address_back.html", {"change": change, "token": token})
    member = reverting_address_change.take_back(change)
    if member is None:
        return render(request, "account/address_back.html", {"is_void": True}, status=409)
    FeedKey.renew(member)
    secret = default_token_generator.make_token(member)
    return SeeOther(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(member), secret]))
