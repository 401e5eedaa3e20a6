"""Whether somebody else could decide about an appeal than whoever acted."""

from django.utils import timezone

from accounts.models import User
from forum.appeals.models import Appeal
from forum.boards.models import read_permissions
from forum.moderation.log import ADMONISHING, moderates_members

MOST = 50  # members that are asked for


def has_another_decider(appeal: Appeal) -> bool:
    """Whether there is an administrator or a moderator of the place who neither acted nor objects."""
    staff = User.objects.forum_staff().filter(is_active=True, closed_at=None)
    suspended = {"suspended_until__gt": timezone.now()}
    others = staff.exclude(pk__in=[appeal.entry.by_id or 0, appeal.member_id])
    if others.filter(is_superuser=True).exclude(**suspended).exists():
        return True
    if appeal.entry.detail.get("is_withheld"):
        return False  # administrators alone read what it is about
    for other in others.exclude(**suspended)[:MOST]:
        if appeal.entry.topic is None:
            is_admonishing = appeal.entry.member_id is not None and appeal.entry.act in ADMONISHING
            if moderates_members(other) or (is_admonishing and read_permissions(other).moderates_everywhere):
                return True
        elif read_permissions(other).allow("moderate", appeal.entry.topic.board_id):
            return True
    return False
