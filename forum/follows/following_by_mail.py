"""Following a topic by mail without an account: asked for, confirmed by mail, stopped in every mail."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.names import mailbox
from forum import limits
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.jobs.enqueuing import enqueue
from forum.topics.models import Topic

State = Follow.State

UNCONFIRMED_FOR = timedelta(days=7)  # then an address that nobody confirms is forgotten


def enforce_limits(address: str, network: str) -> None:
    """Asked before a visitor's `request_follow`; raise LimitExceeded if too much mail is asked for."""
    limits.enforce_all(("mail-to", mailbox(address)), ("mail", network))


@transaction.atomic
def request_follow(address: str, topic: Topic, language: str = "") -> None:
    """Ask the address by mail whether it wants to follow the topic: once, however often this is called."""
    if not following.lock_thing(topic) or Follow.objects.filter(address=address, topic=topic).exists():
        return
    follow = Follow.objects.create(
        address=address, topic=topic, language=language, state=State.UNCONFIRMED, is_shown=False
    )
    enqueue("follow.requested", follow_id=follow.pk)


@transaction.atomic
def confirm_follow(follow: Follow) -> bool:
    """The owner of the address wants it. Return False if it was never asked for, or was stopped meanwhile."""
    topic = follow.topic
    if topic is None or not following.lock_thing(topic):
        return False
    rows = Follow.objects.filter(pk=follow.pk)
    changed = rows.filter(state=State.UNCONFIRMED).update(
        state=State.FOLLOWING, level=Level.EVERY, created_at=timezone.now()
    )
    if changed:
        following.count_followers(topic, 1)
    return rows.active().exists()


@transaction.atomic
def delete_follow(follow: Follow) -> None:
    """Stop a visitor's follow, and keep nothing of it."""
    topic = follow.topic
    if topic is None or not following.lock_thing(topic):
        return
    rows = Follow.objects.filter(pk=follow.pk, member=None)
    was_active = rows.active().exists()
    rows.delete()
    if was_active:
        following.count_followers(topic, -1)


@transaction.atomic
def move_to_member(member: User, follow: Follow) -> None:
    """Let the member whose address was confirmed follow instead, at every post, which they have just asked for.

    Otherwise they would be mailed twice, and of what they have muted.
    """
    topic = follow.topic
    if topic is None:
        return
    # Nobody was named for it, and nobody has been asked since.
    is_shown = None if Follow.objects.filter(member=member, topic=topic).exists() else False
    if following.follow(member, topic, Level.EVERY, is_shown=is_shown):
        delete_follow(follow)


def adopt_follows(member: User) -> None:
    """Make the follows of the member's confirmed address, from before they had an account, their own."""
    if not member.email:
        return
    for follow in Follow.objects.active().filter(address=member.email).select_related("topic"):
        _adopt(member, follow)


@transaction.atomic
def _adopt(member: User, follow: Follow) -> None:
    topic = follow.topic
    if topic is None or not following.lock_members([member.pk]) or not following.lock_thing(topic):
        return
    rows = Follow.objects.active().filter(pk=follow.pk)
    if not rows.exists():
        return
    if Follow.objects.filter(member=member, topic=topic).exists():
        # What they said as a member counts, were it that they stopped.
        rows.delete()
        following.count_followers(topic, -1)
    else:
        # Nobody was named for it, and nobody has been asked since.
        rows.update(member=member, address="")


def delete_unconfirmed() -> int:
    rows = Follow.objects.filter(state=State.UNCONFIRMED, created_at__lt=timezone.now() - UNCONFIRMED_FOR)
    return rows.delete()[0]
