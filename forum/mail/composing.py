"""How a mail is built: its headers, the links to unsubscribe, and the same words as text and as HTML."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.charset import BASE64, QP, Charset
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forum.mail.paragraphs import in_sentence, one_line, paragraphs
from forum.mail.send_checks import NotSent
from forum.mail.unsubscribe import token_for
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.site.absolute_addresses import absolute, hostname
from forum.site.models import SiteSettings

LONGEST_SUBJECT = 200
LONGEST_HEADER_LINE = 900  # RFC 5322 ends at 998


@dataclass(frozen=True)
class MailContent:
    """What one mail differs in from others. `template` names mail/<template>.txt and .html."""

    subject: str
    template: str
    context: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    has_unsubscribe: bool = True


def plain_content(subject: str, text: str, *, has_unsubscribe: bool = True) -> MailContent:
    """Return a mail of paragraphs alone. A line that is an address of the forum, below words, becomes their link."""
    context = {"text": text, "paragraphs": paragraphs(text, settings.FORUM_URL)}
    return MailContent(subject, "plain", context, has_unsubscribe=has_unsubscribe)


Composer = Callable[[Delivery, SiteSettings], MailContent]
COMPOSERS: dict[str, Composer] = {}


def register(name: str, compose: Composer) -> None:
    """Let this function compose the mails of a kind. To be called in an app's `ready()`.

    Kinds without one are mailed with their post, or by their sentence and link. A composer runs when the mail is sent,
    in the recipient's language and time zone, and raises NotSent if it should not be.
    """
    if name in COMPOSERS:
        raise ValueError(f"mails of kind “{name}” are composed already")
    COMPOSERS[name] = compose


def compose_mail(delivery: Delivery) -> "Mail":
    """Compose the mail as it is to be sent now. Raise NotSent if it should not be sent any more."""
    site = SiteSettings.current()
    usual = COMPOSERS["post" if delivery.post_id else "event"]
    compose = COMPOSERS.get(delivery.kind, usual)
    with recipient_locale(delivery):
        return build_mail(delivery, compose(delivery, site), site)


@contextmanager
def recipient_locale(delivery: Delivery) -> Iterator[None]:
    """Use the language and the time zone of the recipient."""
    if delivery.member is not None:
        language, zone = delivery.member.language, delivery.member.zone
    else:
        language = delivery.follow.language if delivery.follow else delivery.detail.get("language", "")
        zone = None
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
        yield


class Mail(EmailMultiAlternatives):
    """A mail in seven bits, whose headers are not folded before their first word."""

    def message(self, **options: Any) -> Any:
        self.encoding = _seven_bits(str(self.body))
        message = super().message(**options)
        message.policy = message.policy.clone(max_line_length=LONGEST_HEADER_LINE)
        return message


def _seven_bits(text: str) -> Charset:
    """Return the shorter one of the two encodings that every mail server takes."""
    charset = Charset("utf-8")
    foreign = 0 if text.isascii() else sum(not c.isascii() for c in text)
    charset.body_encoding = BASE64 if foreign * 4 > len(text) else QP
    return charset


def build_mail(delivery: Delivery, content: MailContent, site: SiteSettings) -> Mail:
    subject = header_text(content.subject)[:LONGEST_SUBJECT]
    context = content.context | {
        "forum_name": one_line(site.name),
        "forum_url": settings.FORUM_URL,
        "subject": subject,
    }
    headers = {
        "Message-ID": f"<mail-{delivery.pk}@{hostname()}>",
        "Date": format_datetime(timezone.now()),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    } | content.headers
    if content.has_unsubscribe:
        context |= _links_of(delivery) | {"why": _reason_of(delivery)}
        headers |= {
            "Precedence": "list",
            "List-Unsubscribe": f"<{context['unsubscribe_link']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    recipient = delivery.member.email if delivery.member else delivery.address
    if not recipient.isascii():
        # An import may bring such addresses. Hardly any server takes them, and Django would send to another one.
        raise NotSent(_("The address has letters that email can’t carry."))
    text = render_to_string(f"mail/{content.template}.txt", context).strip() + "\n"
    mail = Mail(subject, text, sender(site.name), [recipient], headers=headers)
    mail.attach_alternative(render_to_string(f"mail/{content.template}.html", context), "text/html")
    return mail


def _links_of(delivery: Delivery) -> dict[str, str]:
    token = token_for(delivery)
    links = {"unsubscribe_link": absolute(reverse("unsubscribe", args=[token]))}
    if KINDS[delivery.kind].by_follow and delivery.member_id:
        links["level_link"] = absolute(reverse("mail-level", args=[token]))
    return links


NAME_FIELDS = {"topic": "title", "person": "full_name"}  # of what can be followed; of all others it is `name`


def _reason_of(delivery: Delivery) -> str:
    """Return the line that says why somebody gets this mail, naming what they follow if that is the reason."""
    followed = ""
    if delivery.follow is not None:
        field_name = NAME_FIELDS.get(delivery.follow.kind, "name")
        followed = in_sentence(getattr(delivery.follow.thing, field_name))
    level = {"daily": _("daily"), "weekly": _("weekly")}.get(delivery.detail.get("period", ""), "")
    return str(KINDS[delivery.kind].why) % {"followed": followed, "level": level}


def sender(forum_name: str) -> str:
    """Return EMAIL_FROM with the forum's name before it, unless the owner has written one there."""
    address = settings.DEFAULT_FROM_EMAIL
    return address if "<" in address else formataddr((header_text(forum_name), address))


def header_text(text: str) -> str:
    """Return somebody's words for a header: without line ends, and without what would be decoded."""
    return one_line(text).replace("=?", "= ?")
