"""Visitors' kept pages of topics, which go by the versions of these."""

from collections.abc import Collection

from django.db.models import F

from forum.topics.models import Topic


def renew_kept_pages(topics: Collection[int]) -> None:
    """Make them out of date, in the caller's transaction, and lock the topics before their posts, as everybody does."""
    locked = Topic.objects.select_for_update(no_key=True).filter(pk__in=topics).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    Topic.objects.filter(pk__in=ids).update(version=F("version") + 1)
