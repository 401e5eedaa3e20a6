"""Notifications as their list shows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from forum.follows.models import Follow
from forum.markup.unicode_text import set_apart
from forum.notifications import marking_read
from forum.notifications.current_content import Content, contents_of
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Notification
from forum.notifications.subjects import Link, Subject
from forum.posts.models import Post


@dataclass(frozen=True)
class Entry:
    """A notification with what is left of it."""

    pk: int
    kind: Kind
    subject: Subject
    raised_at: datetime
    is_new: bool

    @property
    def sentence(self) -> str:
        """Not HTML: escape it."""
        who, actor = _("Somebody"), self.subject.actor
        if actor is not None:
            name, handle = map(set_apart, (actor.name, actor.handle))
            who = f"{name} ({handle})" if handle else name
        return self.kind.sentence(self.subject, who, set_apart(self.subject.title))

    def link(self, reader: User) -> Link | None:
        """Return its address, or None if the reader may not see any more what it is about."""
        return self.kind.link(self.subject, reader)


def entries_of(notifications: Sequence[Notification], reader: User) -> list[Entry]:
    """Takes the same queries for one and for many. They must come with their topics and actors."""
    contents = contents_of([notification.pk for notification in notifications], reader)
    actors = actors_of(contents.values())
    return [_entry(notification, contents.get(notification.pk), actors) for notification in notifications]


def _entry(notification: Notification, content: Content | None, actors: dict[Content, User | None]) -> Entry:
    is_read = notification.read_at is not None or marking_read.is_noted_read(
        notification.pk, notification.raised_at
    )
    kind, count, actor = notification.kind, notification.count, notification.actor
    post_id = notification.post_id
    if content is not None:
        kind, count, actor, post_id = content.kind, content.count, actors[content], content.first_post
    topic, detail = notification.topic, notification.detail
    title = detail.get("title", topic.title if topic else "")
    return Entry(
        pk=notification.pk,
        kind=KINDS[kind],
        subject=Subject(count, actor, notification.topic_id, post_id, title, detail),
        raised_at=notification.raised_at,
        is_new=not is_read and (content is None or content.fresh_count > 0),
    )


def actors_of(contents: Collection[Content]) -> dict[Content, User | None]:
    """Return who did the latest of each, in two queries; None for a follower who does not want to be shown."""
    posts = Post.objects.select_related("author").in_bulk(
        {content.last_post for content in contents if content.last_post}
    )
    shown_follows = Follow.objects.filter(is_shown=True).select_related("member")
    follows = shown_follows.in_bulk({content.last_follow for content in contents if content.last_follow})
    return {
        content: posts[content.last_post].author
        if content.last_post in posts
        else follows[content.last_follow].member
        if content.last_follow in follows
        else None
        for content in contents
    }
