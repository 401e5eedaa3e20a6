"""The mail about something that is no post, made of the sentence and the link of its kind."""

from django.urls import reverse
from django.utils.translation import gettext as _

from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import in_sentence
from forum.mail.send_checks import NotSent, has_read_by_bell, reachable_member
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.notifications.subjects import Link, Withdrawn
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    member = reachable_member(delivery)
    if has_read_by_bell(delivery):
        raise NotSent(_("They’ve already read it."))
    kind, subject = KINDS[delivery.kind], delivery.subject()
    if kind.refresh is not None:
        try:
            subject = kind.refresh(subject, member)
        except Withdrawn as error:
            raise NotSent(str(error)) from error
    who = in_sentence(subject.actor.full_name) if subject.actor else _("Someone")
    sentence = kind.sentence(subject, who, in_sentence(subject.title))
    link = kind.link(subject, member) or Link(reverse("notifications"), _("View your notifications"))
    text = str(kind.mail_text % {"sentence": sentence})
    return plain_content(sentence, f"{text}\n\n{link.label}:\n{absolute(link.path)}")
