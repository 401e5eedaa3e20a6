import getpass
import logging
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.sessions import end_sessions
from forum.follows.models import FeedKey
from forum.notifications.notifying import notify_of_security_change
from forum.serving.first_admin import generated_password

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Give a member a new password, shown once, and sign them out everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the member’s username")
        parser.add_argument("--ask", action="store_true", help="ask for the password instead of making one")

    def handle(self, *, name: str, ask: bool, **options: Any) -> None:
        member = member_named(name)
        password = asked_password(member) if ask else generated_password()
        # Shown before it is kept: one that nobody has seen would lock the member out.
        with transaction.atomic():
            count = set_password(member, password)
            if not ask:
                self.stdout.write(_("The new password of %s. It is shown only once:") % member.username)
                self.stdout.write(f"    {password}")
        logger.info("accounts: %s has a new password, set from the command line", member.username)
        self.stdout.write(
            ngettext("%d session ended.", "%d sessions ended.", count) % count
            + " "
            + _("Two-factor authentication stays as it is.")
        )


def member_named(name: str) -> User:
    """Raise CommandError if nobody of this name can sign in."""
    member = User.objects.named(name.removeprefix("@")).first()
    if member is None:
        raise CommandError(_("No member is called “%s”.") % name)
    if member.closed_at or not member.is_active:
        raise CommandError(_("The account “%s” is closed.") % name)
    if member.is_placeholder:
        raise CommandError(_("“%s” came with an import and has no account here yet.") % name)
    return member


def set_password(member: User, password: str) -> int:
    """Set it, end every session and change the address of the member's feed; return how many sessions ended."""
    member.set_password(password)
    member.save(update_fields=["password"])
    FeedKey.renew(member)
    notify_of_security_change(member, "password_changed")
    return end_sessions(member)


def asked_password(member: User) -> str:
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass(_("New password: "))
        if getpass.getpass(_("The same again: ")) != password:
            raise CommandError(_("The two passwords differ. Nothing was changed."))
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
