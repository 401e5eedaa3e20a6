"""Visitors' kept pages of the topics that show a picture."""

from forum.remote_pictures.models import RemotePicture, RemotePictureUse
from forum.topics.kept_pages import renew_kept_pages

MOST_TOPICS = 50  # that learn at once of a copy, the newest posts' first; others do within a minute


def renew_topic_pages(picture: RemotePicture) -> None:
    """Make them out of date, in the caller's transaction. Topics are locked, so what hangs on posts comes after it."""
    uses = RemotePictureUse.objects.filter(picture=picture)
    renew_kept_pages(set(uses.order_by("-post_id").values_list("post__topic", flat=True)[:MOST_TOPICS]))
