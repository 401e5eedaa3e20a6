"""Tries the mail server once when the forum starts: better now than with the first mail."""

import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def announce_mail_fault(say: Callable[[str], None]) -> None:
    """Say so if the mail server cannot be used. The forum runs all the same, and mail waits."""
    if settings.EMAIL_BACKEND == SMTP and (fault := mail_server_fault()):
        server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        say(
            _(
                "Note: the mail server in EMAIL_URL, %(server)s, can’t be used right now (%(fault)s). Emails wait."
            )
            % {"server": server, "fault": fault}
        )


def mail_server_fault() -> str:
    """Return what the server says, or why it cannot be reached; "" if it lets us in."""
    connection = get_connection()
    try:
        connection.open()
    except smtplib.SMTPResponseException as error:
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"[
            :200
        ]
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        return (str(error) or type(error).__name__)[:200]
    finally:
        connection.close()
    return ""
