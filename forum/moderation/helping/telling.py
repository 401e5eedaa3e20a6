"""Telling a member what was done to their account: by email, and at the bell."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from forum.mail import account_mail
from forum.mail.paragraphs import one_line
from forum.notifications.notifying import notify_of_security_change
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings


def forum_name() -> str:
    return one_line(SiteSettings.current().name)


def write(address: str, subject: str, *paragraphs: str) -> None:
    """Queue an email of these paragraphs, if there is an address."""
    if address:
        account_mail.queue(address, "helped", {"subject": subject, "paragraphs": paragraphs})


def tell(member: User, change: str, subject: str, *paragraphs: str, username: str = "") -> None:
    """Tell the member at the bell that something about how they sign in has changed, and write to them."""
    write(member.email, subject, *paragraphs)
    notify_of_security_change(member, change, username=username)


def reset_link(member: User) -> str:
    """A link by which a new password is chosen: once, for three days, and not after the member has signed in."""
    secret = default_token_generator.make_token(member)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(member), secret])
    return absolute(path)


def is_mailed(member: User) -> bool:
    return bool(settings.HAS_MAIL and member.email)
