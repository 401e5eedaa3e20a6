from django.contrib.auth import get_user_model
from django.db import transaction

from forum.follows.models import Follow
from forum.topics.models import Topic


@transaction.atomic
def follow(member, topic: Topic) -> None:
    """The member follows the topic from now on; following twice is following once."""
    # Before the topic's, as everywhere: a member who is leaving must not be found following afterwards.
    if (
        get_user_model().objects.select_for_update(no_key=True).filter(pk=member.pk, closed_at=None).first()
        is None
    ):
        return
    _locked(topic)
    Follow.objects.bulk_create([Follow(member=member, topic=topic)], ignore_conflicts=True)
    _recount(topic)


@transaction.atomic
def unfollow(member, topic: Topic) -> None:
    _locked(topic)
    Follow.objects.filter(member=member, topic=topic).delete()
    _recount(topic)


def _locked(topic: Topic) -> None:
    # The count belongs to the topic, so whoever changes it waits for the topic's row.
    Topic.objects.select_for_update(no_key=True).only("pk").get(pk=topic.pk)


def _recount(topic: Topic) -> None:
    count = Follow.objects.filter(topic=topic).count()
    changed = Topic.objects.filter(pk=topic.pk).exclude(follower_count=count)
    if changed.update(follower_count=count):
        topic.touch()
    topic.follower_count = count
