"""What moderators should know of a member before they decide: what they wrote and what was removed, warnings, notes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.member_records.models import MemberWarning, StaffNote
from forum.moderation import acts
from forum.moderation.acts import Act
from forum.moderation.member_rules import sees_to_members
from forum.posts.models import Post
from forum.topics.rules import is_allowed

MOST_NOTES = 5  # of one member, beside an item of the queue
MOST_READ = 500  # notes, of all members of a page
SILENCING = ("silence", "suspend")


@dataclass(frozen=True)
class Record:
    """Of posts, warnings and notes those on boards that the reader moderates; all notes if they see to members."""

    member: User
    removed_count: int  # by moderators
    warning_count: int = 0  # those that count
    notes: list[StaffNote] = field(default_factory=list)  # the newest first
    acts: list[Act[Any]] = field(default_factory=list)  # by which the reader may keep them from writing


def records_of(reader: Reader, members: Iterable[User]) -> dict[int, Record]:
    """In four queries at most for all of them."""
    by_id = {member.pk: member for member in members}
    permissions = permissions_of(reader)
    sees_members = sees_to_members(permissions)
    moderated = is_allowed(permissions, "moderate", "topic__")
    removed = Post.objects.filter(moderated, author__in=by_id, removed_at__isnull=False)
    counts = dict(
        removed.exclude(removed_by=F("author")).order_by().values_list("author").annotate(Count("pk"))
    )
    counted = MemberWarning.objects.visible_to(permissions, sees_members=sees_members).counted()
    warnings = dict(counted.filter(member__in=by_id).order_by().values_list("member").annotate(Count("pk")))
    notes: dict[int, list[StaffNote]] = {}
    seen = StaffNote.objects.visible_to(permissions, sees_members=sees_members).filter(member__in=by_id)
    for note in seen.select_related("by")[:MOST_READ]:
        notes.setdefault(note.member_id, []).append(note)
    return {
        pk: Record(
            member,
            counts.get(pk, 0),
            warnings.get(pk, 0),
            notes.get(pk, [])[:MOST_NOTES],
            silencing(permissions.reader, member),
        )
        for pk, member in by_id.items()
    }


def silencing(reader: Reader, member: User) -> list[Act[Any]]:
    found = [act for name in SILENCING if (act := acts.find("member", name))]
    return [act for act in found if act.on.allows(reader, member) and act.is_due(member)]
