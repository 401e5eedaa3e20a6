"""Notifications as their list shows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Sight
from forum.database.prepared_queries import PreparedJoins, PreparedValues, padded, stand_ins
from forum.follows.models import Follow
from forum.markup import excerpt
from forum.markup.unicode_text import set_apart
from forum.notifications import marking_read
from forum.notifications.current_content import Content, contents_of
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import Notification
from forum.notifications.subjects import Link, Subject
from forum.posts.models import Post
from forum.posts.notifiable import is_readably_notifiable_to

LONGEST_EXCERPT = 140  # characters
READ = 2_000  # characters from which it is made, quotations included


@dataclass(frozen=True)
class Entry:
    """A notification with what is left of it."""

    pk: int
    kind: Kind
    subject: Subject
    raised_at: datetime
    is_new: bool
    excerpt: str  # the beginning of the post it names, or of its first, if they may read it now

    @property
    def sentence(self) -> str:
        """Not HTML: escape it."""
        who, actor = _("Someone"), self.subject.actor
        if actor is not None:
            name, handle = map(set_apart, (actor.name, actor.handle))
            who = f"{name} ({handle})" if handle else name
        return self.kind.sentence(self.subject, who, set_apart(self.subject.title))

    def link(self, reader: User) -> Link | None:
        """Return its address, or None if the reader may not see any more what it is about."""
        return self.kind.link(self.subject, reader)


def newest_notifications(reader: User, group: str, count: int) -> list[Notification]:
    """So many of those that the reader sees, with their topics and actors, as `visible_to` has them."""
    return _newest(Sight.of(permissions_of(reader)), tuple(KINDS), group, count).objects([reader.pk])


@lru_cache(maxsize=100)
def _newest(sight: Sight, _kinds: tuple[str, ...], group: str, count: int) -> PreparedJoins[Notification]:
    [member] = stand_ins(1)
    rows = Notification.objects.visible_to(sight.asked_by(member), group).select_related("topic", "actor")
    return PreparedJoins(rows.order_by("-raised_at", "-pk")[:count], [member])


def entries_of(notifications: Sequence[Notification], reader: User) -> list[Entry]:
    """Takes the same queries for one and for many. They must come with their topics and actors."""
    contents = contents_of([notification.pk for notification in notifications], reader)
    actors = actors_of(contents.values())
    subjects = {
        notification.pk: _subject(notification, contents.get(notification.pk), actors)
        for notification in notifications
    }
    posts = {pk: _post_shown(subjects[pk], contents.get(pk)) for pk in subjects}
    excerpts = excerpts_of({post for post in posts.values() if post}, reader)
    return [
        Entry(
            pk=notification.pk,
            kind=KINDS[kind_of(notification, contents.get(notification.pk))],
            subject=subjects[notification.pk],
            raised_at=notification.raised_at,
            is_new=is_new(notification, contents.get(notification.pk)),
            excerpt=excerpts.get(posts[notification.pk] or 0, ""),
        )
        for notification in notifications
    ]


def _subject(
    notification: Notification, content: Content | None, actors: dict[Content, User | None]
) -> Subject:
    topic, detail = notification.topic, notification.detail
    title = detail.get("title", topic.title if topic else "")
    if content is None:
        actor, count, post_id = notification.actor, notification.count, notification.post_id
    else:
        actor, count, post_id = actors[content], content.count, content.first_post
    return Subject(count, actor, notification.topic_id, post_id, title, detail)


def _post_shown(subject: Subject, content: Content | None) -> int | None:
    """Return the post that addresses the reader, where the sentence says that one does; else the first."""
    if content is not None and KINDS[content.kind].is_addressed:
        return content.last_post
    return subject.post_id


def kind_of(notification: Notification, content: Content | None) -> str:
    return content.kind if content else notification.kind


def is_new(notification: Notification, content: Content | None) -> bool:
    is_read = notification.read_at is not None or marking_read.is_noted_read(
        notification.pk, notification.raised_at
    )
    is_fresh = content is None or content.fresh_count > 0 or notification.unread_again_at is not None
    return not is_read and is_fresh


def excerpts_of(posts: Collection[int], reader: User) -> dict[int, str]:
    """The beginnings of these posts, of those that the reader may read now and of nobody whom they ignore."""
    if not posts:
        return {}
    wanted = padded(posts)
    texts = _texts(Sight.of(permissions_of(reader)), len(wanted)).rows([*wanted, reader.pk])
    return {pk: excerpt(text, LONGEST_EXCERPT) for pk, text in texts}


@lru_cache(maxsize=100)
def _texts(sight: Sight, count: int) -> PreparedValues:
    """Asks with so many posts, and with the reader."""
    *posts, member = numbers = stand_ins(count + 1)
    asker = sight.asked_by(member)
    own = Q(author=member, removed_at=None)
    rows = Post.objects.readable_by(asker).filter(own | is_readably_notifiable_to(asker), pk__in=posts)
    # A post may be long, and of it a line is shown.
    return PreparedValues(
        rows.annotate(beginning=Substr("text", 1, READ)).values_list("pk", "beginning"), numbers
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
