"""How a mail is put together: its headers, the links that stop it, and the same words in text and HTML."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.charset import BASE64, QP, Charset
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.mail_paragraphs import one_line
from forum.mail.unsubscribe import address, token_for
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.site.addresses import hostname
from forum.site.models import SiteSettings

LONGEST_SUBJECT = 200
LONGEST_LINE = 900  # of a header; RFC 5322 ends at 998


class Skip(Exception):
    """This mail is not to be sent any more; the argument says why, for the admin."""


class Gone(Skip):
    """What it is about is not there any more for whom it is for."""


@dataclass(frozen=True)
class Letter:
    """What is particular about a mail. `template` names mail/<template>.txt and .html."""

    subject: str
    template: str
    context: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    can_stop: bool = True


class Mail(EmailMultiAlternatives):
    """A mail of seven bits, whose headers are not folded before their first word."""

    def message(self, **options: Any):
        self.encoding = seven_bits(str(self.body))
        message = super().message(**options)
        message.policy = message.policy.clone(max_line_length=LONGEST_LINE)
        return message


def seven_bits(text: str) -> Charset:
    """The encoding with which any server takes a mail: the shorter one of the two."""
    charset = Charset("utf-8")
    foreign = sum(not c.isascii() for c in text)
    charset.body_encoding = BASE64 if foreign * 4 > len(text) else QP
    return charset


@contextmanager
def in_the_words_of(delivery: Delivery) -> Iterator[None]:
    """The language and the clock of whom the mail is for, and the forum's settings, read once for all of it."""
    delivery.site = SiteSettings.current()
    if delivery.member is not None:
        language, zone = delivery.member.language, delivery.member.zone
    else:
        language = delivery.follow.language if delivery.follow else delivery.detail.get("language", "")
        zone = None
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
        yield


def put_together(delivery: Delivery, letter: Letter) -> Mail:
    name = delivery.site.name
    subject = in_header(letter.subject)[:LONGEST_SUBJECT]
    context = letter.context | {
        "forum_name": one_line(name),
        "forum_url": settings.FORUM_URL,
        "subject": subject,
    }
    headers = {
        "Message-ID": f"<mail-{delivery.pk}@{hostname()}>",
        "Date": format_datetime(timezone.now()),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    } | letter.headers
    if letter.can_stop:
        token = token_for(delivery)
        context |= {"stop": address("mail-stop", token), "why": why(delivery)}
        if KINDS[delivery.kind].by_follow and delivery.member_id:
            context["level"] = address("mail-level", token)
        headers |= {
            "Precedence": "list",
            "List-Unsubscribe": f"<{context['stop']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    to = delivery.member.email if delivery.member else delivery.address
    if not to.isascii():
        # An import may bring such addresses. Hardly any server takes them, and Django would send to another one.
        raise Skip(_("The address has letters that mail does not carry."))
    text = render_to_string(f"mail/{letter.template}.txt", context).strip() + "\n"
    mail = Mail(subject, text, sender(name), [to], headers=headers)
    mail.attach_alternative(render_to_string(f"mail/{letter.template}.html", context), "text/html")
    return mail


def sender(name: str) -> str:
    """EMAIL_FROM with the forum's name before it, unless the owner has written one there."""
    address = settings.DEFAULT_FROM_EMAIL
    return address if "<" in address else formataddr((in_header(name), address))


# What a followed thing is called.
CALLED = {"topic": "title", "person": "full_name"}


def why(delivery: Delivery) -> str:
    """The line that says why somebody gets this, naming what they follow where that is the reason."""
    followed = ""
    if delivery.follow is not None:
        thing = delivery.follow.thing
        followed = one_line(getattr(thing, CALLED.get(delivery.follow.kind, "name")))
    level = {"daily": _("daily"), "weekly": _("weekly")}.get(delivery.detail.get("period", ""), "")
    return str(KINDS[delivery.kind].why) % {"followed": followed, "level": level}


def in_header(text: str) -> str:
    """Somebody's words in a header: no line ends there, and nothing is to be decoded."""
    return one_line(text).replace("=?", "= ?")
