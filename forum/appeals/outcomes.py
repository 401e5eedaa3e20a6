"""Telling a member what came of their appeal: at the bell and by mail, also while they are suspended."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.appeals.models import Appeal
from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import one_line
from forum.mail.send_checks import NotSent, reachable_member
from forum.moderation.statements import link_by_mail, sentence_of, title_at_the_time
from forum.notifications.kinds import Kind
from forum.notifications.models import Delivery
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Link, Subject
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

DECIDED = "appeal.decided"
REVERSED = gettext_lazy("Your appeal was right: what was done is taken back")
UPHELD = gettext_lazy("Your appeal was looked at: what was done stays")
SAME_PERSON = gettext_lazy(
    "Decided by the same person who acted, as nobody else could be asked or they chose to."
)


def sentence_for(subject: Subject) -> str | Promise:
    sentence = REVERSED if subject.detail.get("outcome") == Appeal.Outcome.REVERSED else UPHELD
    answer = subject.detail.get("answer", "").replace("%", "%%")
    return _("%(sentence)s: %(reason)s") % {"sentence": sentence, "reason": answer} if answer else sentence


def link_to_act(subject: Subject, reader: User) -> Link:
    return Link(reverse("act-notice", args=[int(subject.detail["entry"])]), _("See what was done"))


OUTCOME = Kind(
    "appeal",
    74,
    group="moderation",
    label=gettext_lazy("What came of my appeal"),
    text=UPHELD,
    text_for=sentence_for,
    link=link_to_act,
    icon="shield",
    has_post=False,
    is_own=True,
    is_fixed=True,
    to_suspended=True,
)


def tell_member(*, appeal_id: int, **_facts: Any) -> None:
    appeal = Appeal.objects.select_related("entry__topic").filter(pk=appeal_id).first()
    member = active_member(appeal.member_id) if appeal else None
    if appeal is None or member is None or not appeal.outcome:
        return
    facts: dict[str, Any] = {
        "outcome": appeal.outcome,
        "answer": appeal.answer,
        "entry": str(appeal.entry_id),
    }
    notify_member(member, OUTCOME.name, f"appeal:{appeal.pk}", title=title_at_the_time(appeal.entry), **facts)


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    reachable_member(delivery)
    subject = delivery.subject()
    appeal = Appeal.objects.select_related("entry__topic", "entry__post", "entry__by", "entry__member")
    found = appeal.filter(entry=int(subject.detail["entry"])).first()
    if found is None:
        raise NotSent(_("The appeal is gone."))
    sentence = str(REVERSED if found.outcome == Appeal.Outcome.REVERSED else UPHELD)
    blocks = [f"{sentence}.", _("It was about: %(act)s.") % {"act": sentence_of(found.entry)}]
    if found.answer:
        blocks.append(_("Answer: %(answer)s") % {"answer": one_line(found.answer)})
    if found.is_same_person:
        blocks.append(str(SAME_PERSON))
    blocks.append(f"{_('See what was done:')}\n{absolute(link_by_mail(found.entry))}")
    return plain_content(sentence, "\n\n".join(blocks), has_unsubscribe=False)
