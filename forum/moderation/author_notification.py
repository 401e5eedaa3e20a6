"""Notifying the author of a topic or post that a moderator has acted on it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forum.boards.models import Board
from forum.moderation import acts
from forum.moderation.models import LogEntry
from forum.notifications.kinds import Kind
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Subject


def sentence_for(subject: Subject) -> str | Promise:
    on = "post" if subject.detail.get("post") else "topic"
    act = acts.find(on, subject.detail.get("act", ""))
    usual = _("A moderator acted on what you wrote in “%(topic)s”")
    return (act.notification if act else "") or usual


MODERATED = Kind(
    "moderated",
    70,
    label=_("A moderator acts on what I wrote"),
    text=ngettext_lazy(
        "A moderator acted on your post in “%(topic)s”",
        "Moderators acted %(count)d times on your posts in “%(topic)s”",
        "count",
    ),
    text_for=sentence_for,
    why=_("You’re receiving this because it concerns a post of yours."),
    emails_on=_("Emails about what moderators do with your posts are on."),
    emails_off=_("Emails about what moderators do with your posts are off."),
    is_own=True,
    has_post=False,
)


def notify_author(*, entry_id: int, **_: Any) -> None:
    """Notify the author, unless they did it themselves, with the title at the time of the act.

    They must see one of the boards on which it was before and after the act: nobody learns what happens
    on boards that they may not see.
    """
    entry = LogEntry.objects.select_related("topic", "post").filter(pk=entry_id).first()
    if entry is None or entry.topic is None:
        return
    author = active_member((entry.post or entry.topic).author_id)
    if author is None or author.pk == entry.by_id:
        return
    visibility = entry.detail.get("seen", {"title": entry.topic.title, "boards": [entry.topic.board_id]})
    if Board.objects.visible_to(author).filter(pk__in=visibility["boards"]).exists():
        notify_member(
            author,
            MODERATED.name,
            f"moderated:{entry.pk}",
            matter=f"moderated:{entry.topic_id}",
            topic=entry.topic,
            post=entry.post,
            title=visibility["title"],
            act=entry.act,
        )
