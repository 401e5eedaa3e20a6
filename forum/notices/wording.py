"""Sentences of notices that depend on more than their kind."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from forum.notices import security
from forum.notices.models import Notice


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


def say_what_is_left(notices: Sequence[Notice]) -> None:
    """Give each its sentence, about what is left of it, and whose picture stands beside it, in one query for all.

    They come from `with_the_rest`, and are not to be saved any more.
    """
    members = get_user_model().objects.in_bulk({notice.left_actor for notice in notices if notice.left_actor})
    for notice in notices:
        if notice.left_count:
            notice.count = notice.fresh_count or notice.left_count
            notice.kind, notice.post_id = notice.left_kind, notice.left_post
            notice.actor = members.get(notice.left_actor)
        notice.sentence = sentence_of(notice)


def sentence_of(notice: Notice) -> str:
    """What the list says of a notice. Not HTML: escape it."""
    detail, title = notice.detail, notice.topic.title if notice.topic else ""
    if notice.kind == "security":
        return security.words_of(detail.get("event", ""))
    if notice.kind == "moderated" and notice.count == 1:
        return moderated(detail.get("act", ""), detail.get("title", title), whole=bool(detail.get("whole")))
    who = notice.actor.full_name if notice.actor else _("Somebody")
    said = {"who": who, "topic": detail.get("title", title), "count": notice.count}
    kind = notice.as_kind
    return str(kind.one) % said if notice.count == 1 else kind.many % said
