"""Following a topic by mail without an account: asked for, confirmed by mail, stopped in every mail."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Follow, Level
from forum.jobs.recording import record
from forum.topics.models import Topic

WAITS_FOR = timedelta(days=7)  # an address that nobody confirms is forgotten


@transaction.atomic
def ask(address: str, topic: Topic, language: str = "") -> None:
    """Somebody says that this address wants to follow. One mail asks whether that is so, and never a second one."""
    if not _locked(topic):
        return
    if Follow.objects.filter(address=address, topic=topic).exists():
        return
    row = Follow.objects.create(
        address=address, topic=topic, language=language, level=Level.ASKED, is_shown=False
    )
    record("follow.asked", follow_id=row.pk)


@transaction.atomic
def confirm(follow: Follow) -> bool:
    """The address is its owner's, who wants it. Answer False where it was never asked for, or is stopped again."""
    topic = follow.topic
    if topic is None or not _locked(topic):
        return False
    changed = Follow.objects.filter(pk=follow.pk, level=Level.ASKED).update(
        level=Level.EVERY, created_at=timezone.now()
    )
    if changed:
        _count(topic, 1)
    return bool(changed) or Follow.objects.standing().filter(pk=follow.pk).exists()


@transaction.atomic
def stop(follow: Follow) -> None:
    """Nothing more is sent, and nothing kept."""
    topic = follow.topic
    if topic is None or not _locked(topic):
        return
    stood = Follow.objects.standing().filter(pk=follow.pk).exists()
    Follow.objects.filter(pk=follow.pk, member=None).delete()
    _count(topic, -int(stood))


@transaction.atomic
def give_to(member, follow: Follow) -> None:
    """The address that was just confirmed is that of a member, who follows as such: else they would be mailed twice,
    and of what they have muted. What they have asked for now counts."""
    topic = follow.topic
    if topic is None:
        return
    # Nobody was named for it, and nobody has been asked since.
    is_shown = None if Follow.objects.filter(member=member, topic=topic).exists() else False
    if following.follow(member, topic, Level.EVERY, is_shown=is_shown):
        stop(follow)


def adopt(member) -> None:
    """What the member's address followed before they had an account is theirs from now on. The address is theirs."""
    if not member.email:
        return
    for row in Follow.objects.standing().filter(address=member.email).select_related("topic"):
        _take_over(member, row)


@transaction.atomic
def _take_over(member, row: Follow) -> None:
    there = get_user_model().objects.select_for_update(no_key=True).filter(pk=member.pk, closed_at=None)
    topic = row.topic
    if topic is None or there.first() is None or not _locked(topic):
        return
    if not Follow.objects.standing().filter(pk=row.pk).exists():
        return
    if Follow.objects.filter(member=member, topic=topic).exists():
        # What they said as a member counts, were it that they stopped.
        Follow.objects.filter(pk=row.pk).delete()
        _count(topic, -1)
        return
    # Nobody was named for it, and nobody has been asked since.
    Follow.objects.filter(pk=row.pk).update(member=member, address="")


def forget_unconfirmed() -> int:
    deleted, _each = Follow.objects.filter(
        level=Level.ASKED, created_at__lt=timezone.now() - WAITS_FOR
    ).delete()
    return deleted


def _locked(topic: Topic) -> bool:
    return Topic.objects.select_for_update(no_key=True).only("pk").filter(pk=topic.pk).first() is not None


def _count(topic: Topic, by: int) -> None:
    if by:
        Topic.objects.filter(pk=topic.pk).update(follower_count=F("follower_count") + by)
        topic.touch()
