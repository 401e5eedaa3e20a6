"""Visitors' kept pages of the topics that show a picture."""

from django.db.models import F

from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.topics.models import Topic

MOST_TOPICS = 50  # that learn at once of a copy, the newest posts' first; others do within a minute


def renew_topic_pages(picture: RemotePicture) -> None:
    """Make them out of date, in the caller's transaction. Topics are locked, so what hangs on posts comes after it."""
    uses = RemotePictureUse.objects.filter(picture=picture)
    topics = set(uses.order_by("-post_id").values_list("post__topic", flat=True)[:MOST_TOPICS])
    locked = Topic.objects.select_for_update(no_key=True).filter(pk__in=topics).order_by("pk")
    Topic.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).update(version=F("version") + 1)
