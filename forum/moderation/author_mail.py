"""The mail about an act of a moderator: what was done, why, and where to read more."""

from django.utils.translation import gettext as _

from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import in_sentence, one_line
from forum.mail.send_checks import NotSent, reachable_member
from forum.moderation import undoing
from forum.moderation.author_notification import act_sentence, link_to_act, until_words
from forum.moderation.models import LogEntry
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.notifications.subjects import Subject
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    member, subject = reachable_member(delivery), delivery.subject()
    by_bell = Delivery.objects.filter(member=member, key=delivery.key, channel=Channel.BELL)
    if by_bell.filter(notification__read_at__isnull=False).exists():
        raise NotSent(_("They have read it already."))
    entry = LogEntry.objects.filter(pk=int(subject.detail.get("entry") or 0)).first()
    if entry is not None and undoing.is_undone(entry):
        raise NotSent(_("The act was undone."))
    sentence = str(act_sentence(subject) % {"topic": in_sentence(subject.title), "count": 1})
    link = link_to_act(subject, member)
    blocks = [f"{sentence}.", *details_of(subject, entry)]
    blocks += [f"{link.label}:\n{absolute(link.path)}"] if link else []
    return plain_content(sentence, "\n\n".join(blocks), has_unsubscribe=not KINDS[delivery.kind].is_fixed)


def details_of(subject: Subject, entry: LogEntry | None) -> list[str]:
    blocks = []
    if until := until_words(subject):
        ends = subject.detail.get("act") == "silence"
        sentence = (
            _("You can write again from %(time)s.") if ends else _("You can sign in again from %(time)s.")
        )
        blocks.append(sentence % {"time": until})
    if reason := subject.detail.get("reason", ""):
        blocks.append(_("Reason: %(reason)s") % {"reason": one_line(reason)})
    if entry is not None and entry.act == "remove":
        withheld = entry.detail.get("is_withheld")
        blocks.append(
            _("Because of that reason, you can’t read the text any more either.")
            if withheld
            else _("You can still read your own text on the forum. Others can’t.")
        )
    return blocks
