"""Mails about something that is no post: what a moderator did, a new follower, an address to confirm."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail_paragraphs import one_line, paragraphs
from forum.follows import selection
from forum.follows.models import Follow, Level
from forum.mail.composing import Letter, Skip
from forum.mail.send_checks import require_reachable
from forum.notifications import sentences
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.site.addresses import absolute
from forum.topics.models import Topic

CONFIRM_SALT = "folkmoot.mail.confirm"


def plain(subject: str, lines: list[str], link: str, label: str, after: Sequence[str] = (), **more) -> Letter:
    text = "\n\n".join([*lines, f"{label}:\n{link}", *after])
    return Letter(subject, "plain", {"text": text, "paragraphs": paragraphs(text, absolute(""))}, **more)


def require_unseen(delivery: Delivery, key: str) -> None:
    """Raises Skip where the bell has told them meanwhile."""
    seen = Notification.objects.filter(member=delivery.member, key=key, read_at__gt=delivery.created_at)
    if seen.exists():
        raise Skip(_("They have read it already."))


def moderated(delivery: Delivery) -> Letter:
    require_reachable(delivery)
    detail = delivery.detail
    require_unseen(delivery, f"moderated:{detail['topic']}")
    sentence = sentences.moderated(detail["act"], one_line(detail["title"]), whole=detail["whole"])
    member = delivery.member
    post = Post.objects.visible_to(member).not_removed().filter(pk=detail.get("post") or 0).first()
    topic = Topic.objects.visible_to(member).filter(pk=detail["topic"]).first()
    place = post or topic
    label = _("View your post") if post else _("View the topic") if topic else _("View your notifications")
    link = place.get_absolute_url() if place else reverse("notifications")
    return plain(sentence, [f"{sentence}."], absolute(link), label)


def followed(delivery: Delivery) -> Letter:
    require_reachable(delivery)
    require_unseen(delivery, "followed")
    follow = (
        Follow.objects.standing()
        .select_related("member", "person")
        .filter(pk=delivery.detail["follow"])
        .first()
    )
    if follow is None or follow.member is None or follow.person is None or follow.member.closed_at:
        raise Skip(_("They do not follow any more."))
    if selection.ignores(delivery.member, follow.member):
        raise Skip(_("The member ignores them."))
    if not follow.is_shown:
        sentence = _("Someone is now following you")
        link = reverse("person-followers", args=[follow.person.username])
    else:
        sentence = _("%(who)s is now following you") % {"who": one_line(follow.member.full_name)}
        link = reverse("member", args=[follow.member.username])
    label = _("View profile") if follow.is_shown else _("View your followers")
    return plain(sentence, [_("%(sentence)s on the forum.") % {"sentence": sentence}], absolute(link), label)


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
