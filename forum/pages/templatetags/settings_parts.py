"""The parts of a member's settings, and which of them a page is in."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.pages.requests import ForumRequest
from forum.sign_up.invitations import may_invite

register = template.Library()

PARTS = (
    ("settings", _("Profile")),
    ("reading-preferences", _("Reading")),
    ("notification-preferences", _("Notifications & following")),
    ("account-settings", _("Account & security")),
    ("privacy", _("Privacy")),
    ("attachment-upload", _("Files")),
)
INVITING = ("invitations", _("Invitations"))  # of those who may
# Where the forms of a part are sent, if not to its own address: what is refused is answered there.
SENT_TO = {
    "email-preferences": "notification-preferences",
    "following-preferences": "notification-preferences",
    "automatic-following": "notification-preferences",
    "ignored": "privacy",
    "avatar-settings": "settings",
}
ACCOUNT_PAGES = (
    ("account_email", _("Email")),
    ("account_change_password", _("Password")),
    ("mfa_index", _("Two-factor and passkeys")),
    ("usersessions_list", _("Sessions")),
    ("close-account", _("Close account")),
)


@dataclass(frozen=True)
class Part:
    address: str
    label: Promise
    is_here: bool


def is_account_page(path: str) -> bool:
    return path.startswith("/accounts/") or path in {reverse("account-settings"), reverse("close-account")}


@register.simple_tag
def settings_parts(request: ForumRequest) -> list[Part]:
    pages = {reverse(form): reverse(page) for form, page in SENT_TO.items()}
    here = reverse("account-settings") if is_account_page(request.path) else request.path
    here = pages.get(here, here)
    parts = [*PARTS, INVITING] if may_invite(request.user, request.site_settings) else PARTS
    return [Part(reverse(name), label, reverse(name) == here) for name, label in parts]


@register.simple_tag
def account_pages(request: ForumRequest) -> list[Part]:
    """The pages below Account & security, where the page is one of them; else none."""
    if not is_account_page(request.path) or request.path == reverse("account-settings"):
        return []
    return [
        Part(reverse(name), label, request.path.startswith(reverse(name))) for name, label in ACCOUNT_PAGES
    ]
