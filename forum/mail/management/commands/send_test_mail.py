import smtplib
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from forum.mail.composing import Mail, sender
from forum.site.absolute_addresses import hostname
from forum.site.models import SiteSettings


class Command(BaseCommand):
    help = "Send one mail to an address, and say step by step what became of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *, address: str, **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(_("“%s” is no e-mail address.") % address) from error
        name = SiteSettings.current().name
        mail = Mail(
            _("A test email from %(forum)s") % {"forum": name},
            _(
                "This email was sent from the command line of the forum. That you read it means that email works."
            ),
            sender(name),
            [address],
            headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=hostname())},
        )
        self.stdout.write(_("From:   %s") % mail.from_email)
        self.stdout.write(_("To:     %s") % address)
        if settings.HAS_MAIL:
            self.by_server(mail)
        else:
            self.into_folder(mail)

    def into_folder(self, mail: Mail) -> None:
        get_connection().send_messages([mail])
        self.stdout.write(
            _("EMAIL_URL is not set: the email lies in %s and has left for nowhere.")
            % settings.EMAIL_FILE_PATH
        )

    def by_server(self, mail: Mail) -> None:
        server = get_connection()
        safe = (
            "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else _("not encrypted")
        )
        where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "safe": safe}
        self.stdout.write(_("Server: %(host)s, port %(port)s, %(safe)s") % where)
        self.stdout.write(_("User:   %s") % (settings.EMAIL_HOST_USER or _("none")))
        try:
            server.open()
            self.stdout.write(_("The server answers and lets us in."))
            server.send_messages([mail])
        except smtplib.SMTPAuthenticationError as error:
            raise CommandError(
                _("The server refuses the user or the password: %s") % words_of(error)
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            answers = "; ".join(f"{code} {words_of(words)}" for code, words in error.recipients.values())
            raise CommandError(_("The server refuses the recipient: %s") % answers) from error
        except smtplib.SMTPSenderRefused as error:
            raise CommandError(
                _("The server refuses the sender; is EMAIL_FROM right? %s") % words_of(error)
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CommandError(_("It did not work: %s") % words_of(error)) from error
        finally:
            server.close()
        self.stdout.write(
            _("The server has taken the email. Look whether it arrives, and not in the spam folder.")
        )


def words_of(error: Any) -> str:
    words = getattr(error, "smtp_error", error)
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
