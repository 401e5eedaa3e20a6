"""One email sent at once, to see whether email works, with what the mail server said at each step."""

import smtplib
from dataclasses import dataclass, field
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from forum.mail.composing import Mail, sender
from forum.site.absolute_addresses import hostname
from forum.site.models import SiteSettings

SECONDS = 15  # that the server may take for each step; somebody waits for the page


@dataclass
class TestMail:
    """What happened, step by step; `error` says why it did not work."""

    __test__ = False  # nothing that pytest should run

    steps: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def has_worked(self) -> bool:
        return not self.error and settings.HAS_MAIL


def send_test_mail(address: str) -> TestMail:
    name = SiteSettings.current().name
    mail = Mail(
        _("A test email from %(forum)s") % {"forum": name},
        _("You can read this, so the forum’s email works."),
        sender(name),
        [address],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=hostname())},
    )
    result = TestMail([_("From: %s") % mail.from_email, _("To: %s") % address])
    if settings.HAS_MAIL:
        result.error = _by_server(mail, result.steps)
    else:
        get_connection().send_messages([mail])
        result.steps.append(
            _("EMAIL_URL is not set, so the email was not sent. It is a file in %s.")
            % settings.EMAIL_FILE_PATH
        )
    return result


def describe_server() -> str:
    if "smtp" not in settings.EMAIL_BACKEND:
        return str(settings.EMAIL_BACKEND)
    safe = "TLS" if settings.EMAIL_USE_SSL else "STARTTLS" if settings.EMAIL_USE_TLS else _("not encrypted")
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "safe": safe}
    return _("%(host)s, port %(port)s, %(safe)s") % where


def _by_server(mail: Mail, steps: list[str]) -> str:
    """Send it, note each step, and return what went wrong; "" if nothing did."""
    server: Any = get_connection(timeout=SECONDS) if "smtp" in settings.EMAIL_BACKEND else get_connection()
    steps.append(_("Server: %s") % describe_server())
    steps.append(_("User: %s") % (settings.EMAIL_HOST_USER or _("none")))
    try:
        server.open()
        steps.append(_("The server accepted the connection."))
        server.send_messages([mail])
    except smtplib.SMTPAuthenticationError as error:
        return _("The server refuses the user or the password: %s") % words_of(error)
    except smtplib.SMTPRecipientsRefused as error:
        answers = "; ".join(f"{code} {words_of(words)}" for code, words in error.recipients.values())
        return _("The server refuses the recipient: %s") % answers
    except smtplib.SMTPSenderRefused as error:
        return _("The server refuses the sender; is EMAIL_FROM right? %s") % words_of(error)
    except (OSError, smtplib.SMTPException) as error:
        return _("It did not work: %s") % words_of(error)
    finally:
        server.close()
    steps.append(_("The server took the email. Check that it arrives, and not in the spam folder."))
    return ""


def words_of(error: Any) -> str:
    words = getattr(error, "smtp_error", error)
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
