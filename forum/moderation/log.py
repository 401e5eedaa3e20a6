"""The log as one moderator may read it: what was done on their boards, and to members if they may know."""

from django.db.models import Q, QuerySet

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.moderation import acts, undoing
from forum.moderation.models import LogEntry
from forum.topics.rules import is_allowed

ABOUTS = tuple(
    f"{who}__{about}"
    for who in ("by", "member", "post__author", "topic__author")
    for about in ("about", "about_html")
)
THINGS = ("by", "ban", "topic__author", "post__topic", "post__author", "member")
# What global moderators may do to members, as `member_rules.py` says.
ADMONISHING = (
    "warn",
    "take-back-warning",
    "silence",
    "unsilence",
    "watch",
    "unwatch",
    "hold-posts",
    "release-posts",
    "look-at-message",
    "remove-message",
    "restore-message",
)
# What is done to members without telling them; moderators do not learn it of themselves either.
UNTOLD = ("watch", "unwatch", "look-at-message")
TEXTS = ("post__source", "post__html", "post__text", *ABOUTS)


def moderates_members(reader: Reader) -> bool:
    """Whether the reader may see what was done to members. Asks the database only for staff."""
    return reader.is_staff and reader.has_perm("accounts.view_user")


def moderates_anything(reader: Reader) -> bool:
    return bool(permissions_of(reader).boards("moderate")) or moderates_members(reader)


def entries_for(reader: Reader) -> QuerySet[LogEntry]:
    seen = is_allowed(reader, "moderate", "topic__")
    if moderates_members(reader):
        seen |= Q(topic=None)
    if permissions_of(reader).moderates_everywhere:
        seen |= Q(topic=None, member__isnull=False, act__in=ADMONISHING)
    # What one did oneself about a text that is on no topic, to undo it.
    seen |= Q(topic=None, by=reader.pk)
    if boards := permissions_of(reader).boards("moderate"):
        # Of a topic that went from their board to another, as long as they may know of it there.
        still_there = is_allowed(reader, "see", "topic__") & Q(topic__removed_at=None)
        seen |= Q(act="move", post=None, detail__from__in=list(boards)) & still_there
    own = Q(member=reader.pk, act__in=UNTOLD)
    entries = LogEntry.objects.filter(seen).exclude(own).select_related(*THINGS).defer(*TEXTS)
    return entries if reader.is_superuser else entries.exclude(act__in=acts.secret())


def is_about(member: User) -> Q:
    """Acts on a member, and on what they wrote."""
    return Q(member=member) | Q(post__author=member) | Q(post=None, topic__author=member)


def may_undo(reader: Reader, entry: LogEntry) -> bool:
    """Whether this person may do the opposite; the act itself checks again."""
    act, thing = acts.of(entry), entry.thing
    if act is None or thing is None or not act.on.allows(reader, thing):
        return False
    opposite = acts.find(act.on.name, act.opposite)
    return opposite is None or opposite.is_allowed(reader, thing)


def undoable_by(reader: Reader, entries: list[LogEntry]) -> set[int]:
    """Return which of these the reader can undo now, by id, in one query."""
    allowed = [entry for entry in entries if may_undo(reader, entry)]
    return undoing.undoable(allowed) if allowed else set()
