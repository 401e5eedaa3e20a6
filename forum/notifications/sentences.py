"""Sentences of notifications that depend on more than their kind."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forum.markup.unicode_text import set_apart
from forum.notifications import marking_read, security
from forum.notifications.current_content import Content, actors_of, contents_of
from forum.notifications.models import Notification


def moderated(act: str, title: str, *, whole: bool) -> str:
    """What a moderator did to somebody's topic (`whole`) or post, in words for that somebody."""
    topics = {
        "lock": _("A moderator locked your topic “%(topic)s”"),
        "unlock": _("A moderator unlocked your topic “%(topic)s”"),
        "move": _("A moderator moved your topic “%(topic)s” to another board"),
        "remove": _("A moderator removed your topic “%(topic)s”"),
        "restore": _("A moderator restored your topic “%(topic)s”"),
    }
    posts = {
        "edit": _("A moderator edited your post in “%(topic)s”"),
        "remove": _("A moderator removed your post in “%(topic)s”"),
        "restore": _("A moderator restored your post in “%(topic)s”"),
    }
    usual = _("A moderator acted on what you wrote in “%(topic)s”")
    return (topics if whole else posts).get(act, usual) % {"topic": title}


def say_what_is_left(notifications: Sequence[Notification], reader) -> None:
    """Give each its sentence, about what is left of it, whose picture stands beside it, and whether it is new.

    They are not to be saved any more.
    """
    contents = contents_of([notification.pk for notification in notifications], reader)
    actors = actors_of(contents.values())
    for notification in notifications:
        content = contents.get(notification.pk)
        notification.is_new = is_new(notification, content)
        if content is not None:
            notification.kind, notification.count, notification.post_id = (
                content.kind,
                content.count,
                content.first_post,
            )
            notification.actor = actors[content]
        notification.sentence = sentence_of(notification)


def is_new(notification: Notification, content: Content | None) -> bool:
    if notification.read_at is not None or marking_read.is_noted_read(
        notification.pk, notification.raised_at
    ):
        return False
    return content is None or content.fresh_count > 0


def sentence_of(notification: Notification) -> str:
    """What the list says of a notification. Not HTML: escape it."""
    detail = notification.detail
    title = set_apart(detail.get("title", notification.topic.title if notification.topic else ""))
    if notification.kind == "security":
        return security.words_of(detail.get("event", ""))
    if notification.kind == "moderated" and notification.count == 1:
        return moderated(detail.get("act", ""), title, whole=bool(detail.get("whole")))
    said = {"who": who_in(notification), "topic": title, "count": notification.count}
    kind = notification.as_kind
    return str(kind.one) % said if notification.count == 1 else kind.many % said


def who_in(notification: Notification) -> str:
    if not notification.actor:
        return _("Somebody")
    name, handle = map(set_apart, (notification.actor.name, notification.actor.handle))
    return f"{name} ({handle})" if handle else name
