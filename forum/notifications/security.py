"""What a security notification says, and which page of the settings it is about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the names of allauth's mails about such changes.
EVENTS: dict[str, tuple[Promise, str]] = {
    "password_changed": (_("Your password was changed"), "account_change_password"),
    "password_set": (_("A password was set for your account"), "account_change_password"),
    "password_reset": (_("Your password was reset with a link sent by email"), "account_change_password"),
    "email_changed": (_("The email address of your account was changed"), "account_email"),
    "email_confirm": (_("Your email address was confirmed"), "account_email"),
    "email_deleted": (_("An email address of your account was removed"), "account_email"),
    "totp_activated": (_("A second factor, an app with codes, was set up"), "mfa_index"),
    "totp_deactivated": (_("Your second factor, an app with codes, was switched off"), "mfa_index"),
    "webauthn_added": (_("A passkey or security key was added"), "mfa_index"),
    "webauthn_removed": (_("A passkey or security key was removed"), "mfa_index"),
    "recovery_codes_generated": (_("New recovery codes were made"), "mfa_index"),
}
UNKNOWN = (_("Something changed about how you sign in"), "usersessions_list")


def words_of(event: str) -> str:
    return str(EVENTS.get(event, UNKNOWN)[0])


def page_of(event: str) -> str:
    return EVENTS.get(event, UNKNOWN)[1]
