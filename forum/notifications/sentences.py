"""Sentences of notices that depend on more than their kind."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from forum.markup.unicode_text import set_apart
from forum.notifications import marking_read, security
from forum.notifications.current_content import Content, actors_of, contents_of
from forum.notifications.models import Notice


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


def say_what_is_left(notices: Sequence[Notice], reader) -> None:
    """Give each its sentence, about what is left of it, whose picture stands beside it, and whether it is new.

    They are not to be saved any more.
    """
    contents = contents_of([notice.pk for notice in notices], reader)
    actors = actors_of(contents.values())
    for notice in notices:
        content = contents.get(notice.pk)
        notice.is_new = is_new(notice, content)
        if content is not None:
            notice.kind, notice.count, notice.post_id = content.kind, content.count, content.first_post
            notice.actor = actors[content]
        notice.sentence = sentence_of(notice)


def is_new(notice: Notice, content: Content | None) -> bool:
    if notice.read_at is not None or marking_read.is_noted_read(notice.pk, notice.raised_at):
        return False
    return content is None or content.fresh_count > 0


def sentence_of(notice: Notice) -> str:
    """What the list says of a notice. Not HTML: escape it."""
    detail = notice.detail
    title = set_apart(detail.get("title", notice.topic.title if notice.topic else ""))
    if notice.kind == "security":
        return security.words_of(detail.get("event", ""))
    if notice.kind == "moderated" and notice.count == 1:
        return moderated(detail.get("act", ""), title, whole=bool(detail.get("whole")))
    said = {"who": who_in(notice), "topic": title, "count": notice.count}
    kind = notice.as_kind
    return str(kind.one) % said if notice.count == 1 else kind.many % said


def who_in(notice: Notice) -> str:
    if not notice.actor:
        return _("Somebody")
    name, handle = map(set_apart, (notice.actor.name, notice.actor.handle))
    return f"{name} ({handle})" if handle else name
