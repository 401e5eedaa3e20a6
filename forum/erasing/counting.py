"""How much goes when something is deleted for good, and what is left of it in others' posts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from forum.attachments.models import Attachment, AttachmentUse
from forum.erasing import erasable
from forum.posts.models import Post
from forum.posts.revisions import Revision
from forum.topics.models import Topic

LOOKED_FOR = 100  # posts whose quotations are looked for


@dataclass(frozen=True)
class Counts:
    topics: int
    posts: int
    authors: int
    versions: int
    files: int
    answers: int
    quotes: int
    left_out: int  # chosen, but not to be deleted now

    @property
    def is_nothing(self) -> bool:
        return not (self.topics or self.posts)


def counts_of(kind: str, ids: Collection[int]) -> Counts:
    topics, posts = erasable.chosen(kind, ids)
    # By their numbers: one query for each count, each with all that is asked of what may go, would take long.
    topic_ids = list(topics.order_by().values_list("pk", flat=True))
    single = list(posts.order_by().values_list("pk", flat=True))
    going = Post.objects.filter(Q(pk__in=single) | Q(topic__in=topic_ids, erased_at=None))
    return Counts(
        topics=len(topic_ids),
        posts=going.count(),
        authors=going.order_by().values("author").distinct().count(),
        versions=Revision.objects.filter(post__in=going).count(),
        files=files_only_in(going).count(),
        answers=Post.objects.filter(reply_to__in=single, removed_at=None).exclude(pk__in=single).count(),
        quotes=quoting(single).count(),
        left_out=left_out(kind, ids, topic_ids, single),
    )


def files_only_in(going: QuerySet[Post]) -> QuerySet[Attachment]:
    used = AttachmentUse.objects.filter(post__in=going).values("key")
    elsewhere = AttachmentUse.objects.exclude(post__in=going).filter(key__in=used).values("key")
    return Attachment.objects.filter(key__in=used).exclude(key__in=elsewhere)


def quoting(ids: list[int]) -> QuerySet[Post]:
    """Posts of the same topics that quote one of the first of these, and so go on showing what it said."""
    if not ids:
        return Post.objects.none()
    first = ids[:LOOKED_FOR]
    named = Q()
    for pk in first:
        named |= Q(html__contains=f"/p/{pk}/")
    topics = Post.objects.filter(pk__in=first).values("topic")
    return Post.objects.filter(named, topic__in=topics, removed_at=None).exclude(pk__in=ids)


def left_out(kind: str, ids: Collection[int], topics: list[int], posts: list[int]) -> int:
    """How much was chosen, or removed in the closed account, and stays for now."""
    if kind == "post":
        return len(ids) - len(posts)
    if kind == "topic":
        return len(ids) - len(topics)
    removed: dict[str, Any] = {"author__in": User.objects.filter(pk__in=ids), "removed_at__isnull": False}
    all_posts = Post.objects.on_boards().filter(erased_at=None, **removed).exclude(topic__in=topics)
    all_topics = Topic.objects.on_boards().filter(erased_at=None, merged_at=None, **removed)
    return all_posts.count() - len(posts) + all_topics.count() - len(topics)
