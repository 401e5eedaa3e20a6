"""Telling authors and followers that a moderator moved posts to another topic: those who may know, and not where."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.follows.models import Follow
from forum.jobs.enqueuing import enqueue
from forum.moderation.models import LogEntry
from forum.moderation.moving.tables import UndoFacts
from forum.notifications.channels import Channel
from forum.notifications.kinds import Kind
from forum.notifications.notifying import notify_member
from forum.notifications.subjects import Link, Subject
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.rules import readers_of

JOB = "posts.moved_by"
BATCH = 100  # members that one job tells


def link_to_posts(subject: Subject, reader: User) -> Link | None:
    """Where the posts are now, if the reader sees that; else the topic in which they were."""
    post = Post.objects.placed_for(reader).filter(pk=subject.post_id or 0).first()
    if post is not None:
        return Link(post.get_absolute_url(), _("See the posts"))
    topic = Topic.objects.visible_to(reader).filter(pk=subject.topic_id or 0).first()
    return Link(topic.get_absolute_url(), _("View the topic")) if topic else None


POSTS_MOVED = Kind(
    "posts_moved",
    20,
    group="moderation",
    label=gettext_lazy("A moderator moves posts that I wrote or follow to another topic"),
    # Not to which: its title is for those alone who see it.
    text=gettext_lazy("A moderator moved posts from “%(topic)s” to another topic"),
    channels={Channel.BELL: True},
    link=link_to_posts,
    icon="shield",
    is_own=True,
    has_post=False,
)


def tell_of_move(entry: LogEntry) -> None:
    enqueue(JOB, entry_id=entry.pk)


def tell_next(*, entry_id: int, after: int = 0, **_others: Any) -> None:
    """Tell the next members, and leave a job for those after them."""
    entry = LogEntry.objects.select_related("topic").get(pk=entry_id)
    kept = UndoFacts.objects.filter(entry=entry).first()
    target = Topic.objects.filter(pk=entry.detail["target"]).first()
    if kept is None or target is None or entry.topic is None:
        return
    members = _members(entry, entry.topic, target, kept.facts).filter(pk__gt=after).order_by("pk")
    ids = list(members.values_list("pk", flat=True)[:BATCH])
    post = Post.objects.filter(pk=kept.facts["posts"][0][0]).first()
    title = entry.detail.get("seen", {}).get("title", entry.topic.title)
    for member in User.objects.filter(pk__in=ids).select_related("notification_preference").order_by("pk"):
        key = f"moved:{entry.pk}"
        notify_member(member, POSTS_MOVED.name, key, topic=entry.topic, post=post, title=title)
    if len(ids) == BATCH:
        with transaction.atomic():
            enqueue(JOB, entry_id=entry.pk, after=ids[-1])


def _members(entry: LogEntry, source: Topic, target: Topic, facts: dict[str, Any]) -> Any:
    carried = facts["followers"]
    follows = Follow.objects.active().filter(member__isnull=False)
    if isinstance(carried, dict):
        follows = follows.filter(topic=target, pk__in=carried["moved"])
    else:
        follows = follows.filter(topic=source)
    authors = Post.objects.filter(pk__in=[pk for pk, _number in facts["posts"]]).values("author")
    wrote = Q(pk__in=authors) & (readers_of(target) | readers_of(source))
    follow = Q(pk__in=follows.values("member")) & readers_of(target)
    members = User.objects.filter(closed_at=None, is_active=True, is_placeholder=False)
    return members.filter(wrote | follow).exclude(pk=entry.by_id or 0)
