"""The log as everybody may read it, if the owner has it so: acts on what visitors see, and what was done to members.

Left out is whatever would tell of a hidden board or of what was withheld, and what is between a member and the team:
help with an account, warnings, ended sessions, appointments.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from forum.boards.models import permissions_of
from forum.moderation import acts
from forum.moderation.log import TEXTS
from forum.moderation.models import LogEntry

# A warning is between a member and the team, and so are words to them, and that what they write is looked at before.
UNTOLD = ("warn", "take-back-warning", "hold-posts", "release-posts", "write-to-member", "write-to-reporter")
# What hides a text for good is no matter for the public, nor are words about it.
PRIVATE = ("is_withheld", "was_withheld")


def public_entries() -> QuerySet[LogEntry]:
    """Acts on topics and posts of boards that visitors see, and those that keep members out, or let them in again."""
    boards = permissions_of(AnonymousUser()).boards("see")
    kept = Q(topic__board__in=boards) | Q(topic=None, member__isnull=False, act__in=_about_members())
    withheld = Q(topic__is_withheld=True) | Q(post__is_withheld=True)
    entries = LogEntry.objects.filter(kept).exclude(withheld).exclude(act__in=[*UNTOLD, *acts.secret()])
    return entries.select_related("by", "topic", "post", "member").defer(*TEXTS)


def is_all_public(entry: LogEntry, boards: set[int]) -> bool:
    """Whether nothing was withheld, and the topic was on no hidden board, at the time of the act either."""
    if any(entry.detail.get(name) for name in PRIVATE):
        return False
    if entry.topic is None:
        return True
    seen = entry.detail.get("seen", {}).get("boards", [])
    return set(seen) <= boards


def _about_members() -> list[str]:
    """Acts that restrict members, and their opposites."""
    harsh = [act for act in acts.TABLE.values() if act.on.name == "member" and act.is_harsh]
    return sorted({name for act in harsh for name in (act.name, act.opposite) if name})
