"""Deleting one post or topic for good: nothing is left but its number and the line in its place."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forum import markup
from forum.attachments import purging
from forum.attachments.models import Attachment, AttachmentUse
from forum.drafts import places
from forum.drafts.models import Draft
from forum.erasing.related_rows import delete_beside
from forum.legal_holds.holding import held_posts
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery
from forum.posts.locking import lock_with_topic
from forum.posts.models import Post
from forum.search.indexing import index_posts
from forum.topics.models import Topic

EMPTIED: dict[str, Any] = {
    "source": "", "html": "", "text": "", "edit_reason": "", "is_plain": False, "key": None, "ip": None,
    "markup_version": markup.VERSION,
}  # fmt: skip

TEXTS = ("title", "was", "now")  # in what is logged


@transaction.atomic
def erase_post(post: Post) -> bool:
    """Empty a post; return False if that was done, or if a legal hold keeps it. The caller asks for all else."""
    post = lock_with_topic(post)
    if post.is_erased or Post.objects.filter(held_posts(), pk=post.pk).exists():
        return False
    keys = list(AttachmentUse.objects.filter(post=post).values_list("key", flat=True))
    delete_beside(Post, [post.pk])
    Draft.objects.filter(place=places.for_edit(post)).delete()
    for field, value in EMPTIED.items():
        setattr(post, field, value)
    post.merged_count = post.revision - 1  # no earlier text is kept
    post.erased_at = timezone.now()
    post.save(update_fields=[*EMPTIED, "merged_count", "erased_at"])
    index_posts([post])
    post.topic.touch()
    # Other posts may show them, too; and where the worker is killed before, the nightly job does it.
    transaction.on_commit(lambda: purging.purge(list(Attachment.objects.filter(key__in=keys))))
    return True


def blank_topic(topic: Topic) -> None:
    """Take the title and all that names the topic, whose row the caller has locked. Its posts are another matter."""
    delete_beside(Topic, [topic.pk])
    # What its author was told of acts on it: these rows name the topic, and its title, only there.
    Delivery.objects.filter(detail__topic=topic.pk).delete()
    with translation.override(settings.LANGUAGE_CODE):
        topic.title = _("Deleted topic")
    topic.erased_at, topic.solved_at, topic.follower_count = timezone.now(), None, 0
    topic.locked_reason, topic.timer, topic.timer_at = "", None, None
    topic.save(
        update_fields=[
            "title", "erased_at", "solved_at", "follower_count", "locked_reason", "timer", "timer_at",
        ]
    )  # fmt: skip
    topic.touch()
    forget_titles(topic)


def forget_titles(topic: Topic) -> None:
    """Earlier acts on the topic and its posts were logged with its title, and what its poll asked, at that time."""
    for entry in LogEntry.objects.filter(topic=topic).iterator(chunk_size=200):
        kept = {name: value for name, value in entry.detail.items() if name not in TEXTS}
        if "seen" in kept:
            kept["seen"] = kept["seen"] | {"title": topic.title}
        if kept != entry.detail:
            entry.detail = kept
            entry.save(update_fields=["detail"])
