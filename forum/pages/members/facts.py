"""What a reader is told of a member: only numbers of what they may see, and nothing that the member hides."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Reader, User
from forum.boards.group_settings import GroupTitle, titles_of
from forum.boards.moderators import moderates_a_board
from forum.posts.member_totals import visible_counts
from forum.site.models import SiteSettings
from forum.topics.models import Topic


@dataclass(frozen=True)
class Facts:
    role: str
    last_seen_at: datetime | None  # None, too, for those who hide it
    post_count: int
    topic_count: int
    titles: list[GroupTitle]  # of their groups


def facts_of(member: User, reader: Reader, site: SiteSettings) -> Facts:
    return Facts(
        role_of(member, moderates=moderates_a_board(member, reader)),
        None if member.hides_last_seen else member.last_seen_at,
        visible_counts(reader, [member.pk]).get(member.pk, 0),
        Topic.objects.visible_to(reader).filter(author=member).count(),
        titles_of([member], site).get(member.pk, []),
    )


def role_of(member: User, *, moderates: bool) -> str:
    """The word beside their name: their title, or what they may do."""
    has_word = bool(member.title or member.is_forum_staff or member.closed_at)
    return _("Moderator") if moderates and not has_word else member.role
