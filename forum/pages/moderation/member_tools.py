"""What a moderator finds on a member's page: the acts that are due, and the way to what was done before."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Reader, User
from forum.moderation import acts
from forum.moderation.acts import Act
from forum.moderation.log import moderates_anything, moderates_members


@dataclass(frozen=True)
class MemberTools:
    acts: list[Act[Any]]
    sees_suspension: bool
    sees_admin: bool


def member_tools(reader: Reader, member: User) -> MemberTools | None:
    """Return the reader's tools, or None if they moderate nothing."""
    if not reader.is_authenticated or not moderates_anything(reader):
        return None
    due = acts.due(reader, "member", member)
    return MemberTools(due, bool(due) or moderates_members(reader), moderates_members(reader))
