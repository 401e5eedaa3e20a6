"""The links in mails that stop them or change how often they come. They work without signing in."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction

from accounts.models import User
from forum.follows import following, following_by_mail
from forum.follows.models import Follow, Followable
from forum.follows.rules import visible_followables
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Delivery, NotificationPreference
from forum.topics.models import Topic

SALT = "folkmoot.mail.stop"


@dataclass(frozen=True)
class UnsubscribeLink:
    """What a link in a mail is about: a member or a visitor, and the follow or kind of notification.

    `follow` is None if the kind comes from no follow, or a visitor's follow is gone already.
    """

    member: User | None
    follow: Follow | None
    kind: Kind

    @property
    def is_of_follow(self) -> bool:
        return self.kind.by_follow

    @property
    def is_on(self) -> bool:
        """Whether such mails still come."""
        if self.is_of_follow:
            return self.follow is not None and self.follow.is_active
        return self.member is None or NotificationPreference.of(self.member).chosen(self.kind, Channel.MAIL)


def token_for(delivery: Delivery) -> str:
    facts = f"{delivery.member_id or 0}.{delivery.follow_id or 0}.{delivery.kind}"
    return signing.Signer(salt=SALT).sign(facts)


def read_token(token: str) -> UnsubscribeLink | None:
    """Return what the token is for; None if we did not make it, or its member is gone."""
    try:
        member_id, follow_id, kind = signing.Signer(salt=SALT).unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if kind not in KINDS:
        return None
    follow = (
        Follow.objects.select_related("topic", "board", "tag", "person", "member")
        .filter(pk=int(follow_id))
        .first()
    )
    if member_id == "0" and not (follow and follow.member_id):
        return UnsubscribeLink(None, follow, KINDS[kind])
    if follow is not None and member_id == "0":
        # A visitor's, who has an account since: the old mails still stop it.
        return UnsubscribeLink(follow.member, follow, KINDS[kind])
    member = User.objects.filter(pk=int(member_id), closed_at=None).first()
    if member is None or (follow is not None and follow.member_id != member.pk):
        return None
    return UnsubscribeLink(member, follow, KINDS[kind])


def visible_thing(link: UnsubscribeLink) -> Followable | None:
    """Return what is followed, or None if the owner of the link may not see it any more."""
    if link.follow is None:
        return None
    reader = link.member or AnonymousUser()
    return visible_followables(reader, link.follow.kind, [link.follow.thing_id]).first()


def visitors_see(topic: Topic) -> bool:
    return Topic.objects.visible_to(AnonymousUser()).filter(pk=topic.pk).exists()


def unsubscribe(link: UnsubscribeLink) -> None:
    """Stop what the mail came from. Stopping twice changes nothing."""
    if link.member is None:
        if link.follow is not None:
            following_by_mail.delete_follow(link.follow)
    elif link.is_of_follow:
        if link.follow is not None and link.follow.is_active:
            following.unfollow(link.member, link.follow.thing)
    else:
        _set_mail(link, on=False)


def resubscribe(link: UnsubscribeLink) -> None:
    """Undo a stop. A visitor's follow is gone for good, and has to be asked for again."""
    if link.member is None:
        return
    if link.is_of_follow:
        if link.follow is not None and not link.follow.is_active:
            following.follow(link.member, link.follow.thing)
    else:
        _set_mail(link, on=True)


@transaction.atomic
def _set_mail(link: UnsubscribeLink, *, on: bool) -> None:
    NotificationPreference.objects.get_or_create(member=link.member)
    preference = NotificationPreference.objects.select_for_update().get(member=link.member)
    preference.choose(link.kind, Channel.MAIL, on)
    preference.save(update_fields=["choices"])
