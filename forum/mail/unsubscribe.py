"""The links in mails that stop them or change how often they come. Whoever holds one needs not sign in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.urls import reverse

from forum.follows import following, following_by_mail
from forum.follows.models import FOLLOWING, Follow
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Channel, Delivery, NotificationPreference
from forum.topics.models import Topic

SALT = "folkmoot.mail.stop"


@dataclass(frozen=True)
class Grip:
    """What a link in a mail is about: a member or a visitor, and the follow or kind of notification it came from.

    `follow` is None where that kind is no matter of following, and where a visitor's follow is gone already.
    """

    member: Any
    follow: Follow | None
    kind: Kind

    @property
    def is_of_follow(self) -> bool:
        return self.kind.by_follow

    @property
    def is_on(self) -> bool:
        """Whether such mails still come, as far as this link can say."""
        if self.is_of_follow:
            return self.follow is not None and self.follow.level in FOLLOWING
        return NotificationPreference.of(self.member).chosen(self.kind, Channel.MAIL)


def token_for(delivery: Delivery) -> str:
    facts = f"{delivery.member_id or 0}.{delivery.follow_id or 0}.{delivery.kind}"
    return signing.Signer(salt=SALT).sign(facts)


def address(name: str, token: str) -> str:
    return f"{settings.FORUM_URL}{reverse(name, args=[token])}"


def grip(token: str) -> Grip | None:
    """What the token is good for; None where we did not make it, or its member is gone."""
    try:
        member_id, follow_id, name = signing.Signer(salt=SALT).unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if name not in KINDS:
        return None
    follow = (
        Follow.objects.select_related("topic", "board", "tag", "person", "member")
        .filter(pk=int(follow_id))
        .first()
    )
    if member_id == "0" and not (follow and follow.member_id):
        return Grip(None, follow, KINDS[name])
    if follow is not None and member_id == "0":
        # A visitor's, who has an account since: the old mails still stop it.
        return Grip(follow.member, follow, KINDS[name])
    member = get_user_model().objects.filter(pk=int(member_id), closed_at=None).first()
    if member is None or (follow is not None and follow.member_id != member.pk):
        return None
    return Grip(member, follow, KINDS[name])


def visitors_see(topic: Topic) -> bool:
    return Topic.objects.visible_to(AnonymousUser()).filter(pk=topic.pk).exists()


def thing_in_sight(held: Grip) -> Any:
    """What is followed, if its name may still be said to whom the link belongs."""
    if held.follow is None:
        return None
    reader = held.member or AnonymousUser()
    thing = held.follow.thing
    if held.follow.kind in {"topic", "board"}:
        return type(thing).objects.visible_to(reader).filter(pk=thing.pk).first()
    return None if held.follow.kind == "person" and thing.closed_at else thing


def stop(held: Grip) -> None:
    """Stop what the mail came from. Stopping twice is stopping once."""
    if held.member is None:
        if held.follow is not None:
            following_by_mail.stop(held.follow)
    elif held.is_of_follow:
        if held.follow is not None and held.follow.is_standing:
            following.unfollow(held.member, held.follow.thing)
    else:
        choose(held, yes=False)


def resume(held: Grip) -> None:
    """Take a stop back. A visitor's follow is gone for good, and is asked for anew."""
    if held.member is None:
        return
    if held.is_of_follow:
        if held.follow is not None and not held.follow.is_standing:
            following.follow(held.member, held.follow.thing)
    else:
        choose(held, yes=True)


@transaction.atomic
def choose(held: Grip, *, yes: bool) -> None:
    NotificationPreference.objects.get_or_create(member=held.member)
    preference = NotificationPreference.objects.select_for_update().get(member=held.member)
    preference.choose(held.kind, Channel.MAIL, yes)
    preference.save(update_fields=["choices"])
