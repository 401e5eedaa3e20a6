from datetime import timedelta

import pytest
from django.utils import timezone

from forum.topics.models import Topic


@pytest.fixture
def joined_long_ago(eve):
    eve.date_joined = timezone.now() - timedelta(days=400)
    eve.save()
    return eve


@pytest.fixture(scope="session")
def age():
    """age(topic, 31): everything in it was written so many days before."""

    def act(topic, days):
        moment = timezone.now() - timedelta(days=days)
        topic.posts.update(created_at=moment)
        Topic.objects.filter(pk=topic.pk).update(created_at=moment, last_post_at=moment)

    return act
