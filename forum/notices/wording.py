"""Sentences of notices that depend on more than their kind."""

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


def sentence_of(notice: Notice) -> str:
    """What the list says of a notice. Not HTML: escape it."""
    detail, title = notice.detail, notice.topic.title if notice.topic else ""
    if notice.kind == "security":
        return security.words_of(detail.get("event", ""))
    if notice.kind == "moderated" and notice.count == 1:
        return moderated(detail.get("act", ""), detail.get("title", title), whole=bool(detail.get("whole")))
    who = notice.actor.name if notice.actor else _("Somebody")
    said = {"who": who, "topic": detail.get("title", title), "count": notice.count}
    kind = notice.as_kind
    return str(kind.one) % said if notice.count == 1 else kind.many % said
