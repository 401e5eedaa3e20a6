"""The mail about an act of a moderator: what was done, why, by which rule and whom, and how to object."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import in_sentence, one_line
from forum.mail.send_checks import NotSent, reachable_member
from forum.moderation import undoing
from forum.moderation.author_notification import act_sentence, entry_of, link_to_act
from forum.moderation.models import LogEntry
from forum.moderation.statements import (
    TIME_TO_APPEAL,
    can_be_appealed,
    facts_of,
    link_by_mail,
    reason_of,
    same_step,
    sentence_of,
    until_words,
)
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.notifications.subjects import Subject, Withdrawn
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    member, subject, kind = reachable_member(delivery), delivery.subject(), KINDS[delivery.kind]
    by_bell = Delivery.objects.filter(member=member, key=delivery.key, channel=Channel.BELL)
    if by_bell.filter(notification__read_at__isnull=False).exists():
        raise NotSent(_("They have read it already."))
    entry = entry_of(subject)
    done = [each for each in same_step(entry) if not undoing.is_undone(each)] if entry else []
    if entry is not None and not done:
        raise NotSent(_("The act was undone."))
    if kind.refresh:
        try:
            subject = kind.refresh(subject, member)
        except Withdrawn as gone:
            raise NotSent(str(gone)) from gone
    sentence = sentence_for_mail(subject, done)
    blocks = [f"{sentence}."]
    if len(done) > 1:
        blocks += [
            " ".join(filter(None, [f"• {sentence_of(each)}.", one_line(reason_of(each))])) for each in done
        ]
    blocks += [block for each in done[:1] for block in details_of(each)]
    blocks += links_of(subject, member, done)
    return plain_content(sentence, "\n\n".join(blocks), has_unsubscribe=not kind.is_fixed)


def sentence_for_mail(subject: Subject, done: list[LogEntry]) -> str:
    if len(done) > 1:
        words = ngettext(
            "A moderator acted on what you wrote",
            "Moderators acted %(count)d times on what you wrote",
            len(done),
        )
        return words % {"count": len(done)}
    if done and done[0].detail.get("title"):
        return sentence_of(done[0])
    return str(act_sentence(subject) % {"topic": in_sentence(subject.title), "count": 1})


def details_of(entry: LogEntry) -> list[str]:
    blocks = []
    if entry.member_id and (until := until_words(entry.detail.get("until") or "")):
        ends = entry.act == "silence"
        sentence = (
            _("You can write again from %(time)s.") if ends else _("You can sign in again from %(time)s.")
        )
        blocks.append(sentence % {"time": until})
    for fact in facts_of(entry):
        words = f"{one_line(fact.words)} ({absolute(fact.address)})" if fact.address else one_line(fact.words)
        blocks.append(_("%(label)s: %(words)s") % {"label": fact.label, "words": words})
    if entry.act == "remove":
        withheld = entry.detail.get("is_withheld")
        blocks.append(
            _("Because of that reason, you can’t read the text any more either.")
            if withheld
            else _("You can still read your own text on the forum. Others can’t.")
        )
    return blocks


def way_to_appeal(entry: LogEntry) -> str:
    words = _("See it, or appeal against it until %(date)s, without signing in:")
    until = date_format(entry.created_at + TIME_TO_APPEAL, "DATE_FORMAT")
    return f"{words % {'date': until}}\n{absolute(link_by_mail(entry))}"


def links_of(subject: Subject, member: User, done: list[LogEntry]) -> list[str]:
    if done and can_be_appealed(done[0]):
        return [way_to_appeal(done[0])]
    link = link_to_act(subject, member)
    return [f"{link.label}:\n{absolute(link.path)}"] if link else []
