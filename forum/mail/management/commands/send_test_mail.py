from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from forum.mail.test_mail import send_test_mail


class Command(BaseCommand):
    help = "Send one email to an address, and say step by step what the mail server answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *, address: str, **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(_("“%s” is not an email address.") % address) from error
        result = send_test_mail(address)
        for step in result.steps:
            self.stdout.write(step)
        if result.error:
            raise CommandError(result.error)
