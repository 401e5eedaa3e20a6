"""Mails about something that is no post: what a moderator did, a new follower, an address to confirm."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail_paragraphs import one_line, paragraphs
from forum.follows.models import Follow, Level
from forum.mail.composing import Letter, Skip
from forum.mail.send_checks import require_reachable
from forum.notifications.kinds import KINDS
from forum.notifications.models import Channel, Delivery
from forum.notifications.subjects import Link, Withdrawn
from forum.site.addresses import absolute
from forum.topics.models import Topic

CONFIRM_SALT = "folkmoot.mail.confirm"


def plain(subject: str, lines: list[str], link: str, label: str, after: Sequence[str] = (), **more) -> Letter:
    text = "\n\n".join([*lines, f"{label}:\n{link}", *after])
    return Letter(subject, "plain", {"text": text, "paragraphs": paragraphs(text, absolute(""))}, **more)


def letter(delivery: Delivery) -> Letter:
    """The sentence and the link of its kind."""
    require_reachable(delivery)
    rung = Delivery.objects.filter(member=delivery.member, key=delivery.key, channel=Channel.BELL)
    if rung.filter(notification__read_at__isnull=False).exists():
        raise Skip(_("They have read it already."))
    kind, subject = KINDS[delivery.kind], delivery.subject()
    if kind.refresh is not None:
        try:
            subject = kind.refresh(subject, delivery.member)
        except Withdrawn as error:
            raise Skip(str(error)) from error
    who = one_line(subject.actor.full_name) if subject.actor else _("Someone")
    sentence = kind.sentence(subject, who, one_line(subject.title))
    link = kind.link(subject, delivery.member) or Link(reverse("notifications"), _("View your notifications"))
    return plain(sentence, [str(kind.mail_text % {"sentence": sentence})], absolute(link.path), link.label)


def ask_to_confirm(*, follow_id: int, **_: object) -> None:
    """One mail to an address that somebody gave, to ask whether it wants to follow."""
    follow = Follow.objects.filter(pk=follow_id, level=Level.ASKED).first()
    if follow is None:
        return
    asking = Delivery(
        address=follow.address,
        key=f"confirm:{follow.pk}",
        channel=Channel.MAIL,
        kind="confirm",
        follow=follow,
        detail={"follow": follow.pk},
    )
    Delivery.objects.bulk_create([asking], ignore_conflicts=True)


def confirm(delivery: Delivery) -> Letter:
    """Asks whether the address wants to follow. Stopped by doing nothing, so it has no link for that."""
    require_reachable(delivery)
    follow = Follow.objects.select_related("topic").filter(pk=delivery.detail["follow"]).first()
    if follow is None or follow.level != Level.ASKED or follow.topic is None:
        raise Skip(_("It is confirmed or forgotten already."))
    if not Topic.objects.visible_to(AnonymousUser()).filter(pk=follow.topic_id).exists():
        raise Skip(_("The topic is removed, or out of sight for visitors."))
    names = {"topic": one_line(follow.topic.title), "forum": one_line(delivery.site.name)}
    lines = [
        _(
            "Someone (probably you) asked us to email this address about new posts in “%(topic)s” on %(forum)s."
        )
        % names,
    ]
    link = absolute(reverse("mail-confirm", args=[confirmation_of(follow)]))
    subject = _("Confirm your emails about “%(topic)s”") % {"topic": follow.topic.title}
    after = [_("If this wasn’t you, ignore this email. We won’t send another.")]
    return plain(subject, lines, link, _("Yes, email me new posts"), after, can_stop=False)


def confirmation_of(follow: Follow) -> str:
    return signing.Signer(salt=CONFIRM_SALT).sign(str(follow.pk))


def follow_to_confirm(token: str) -> Follow | None:
    try:
        pk = int(signing.Signer(salt=CONFIRM_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Follow.objects.select_related("topic").filter(pk=pk).first()
