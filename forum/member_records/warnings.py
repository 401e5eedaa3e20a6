"""Warning a member, and their word that they have read it."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.member_records.models import MemberWarning
from forum.posts.models import Post
from forum.site.models import SiteSettings


def warn(by: User, member: User, reason: str, post: Post | None = None) -> MemberWarning:
    """The caller has locked the member's row."""
    now, days = timezone.now(), SiteSettings.current().warning_days
    warning = MemberWarning.objects.create(
        member=member,
        by=by,
        post=post,
        reason=reason,
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    mark(member)
    return warning


def take_back(member: User, warning_id: int) -> bool:
    """Return False if it was taken back already. The caller has locked the member's row."""
    rows = MemberWarning.objects.filter(pk=warning_id, member=member, taken_back_at=None)
    is_new = bool(rows.update(taken_back_at=timezone.now()))
    mark(member)
    return is_new


def give_again(member: User, warning_id: int) -> bool:
    """Undo taking it back."""
    rows = MemberWarning.objects.filter(pk=warning_id, member=member, taken_back_at__isnull=False)
    is_new = bool(rows.update(taken_back_at=None))
    mark(member)
    return is_new


def unread_warnings(member: User) -> Sequence[MemberWarning]:
    """Asks the database only for those who have some."""
    return list(member.warnings.unread()) if member.warned_at else []


@transaction.atomic
def acknowledge(member: User, warning_ids: Collection[int]) -> None:
    """The member says that they have read these: one that came since the page was shown stays unread."""
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    MemberWarning.objects.unread().filter(member=member, pk__in=warning_ids).update(
        acknowledged_at=timezone.now()
    )
    mark(locked)
    member.warned_at = locked.warned_at


def mark(member: User) -> None:
    """Note in the member's row whether a warning waits for them."""
    oldest = MemberWarning.objects.unread().filter(member=member).order_by("created_at").first()
    member.warned_at = oldest.created_at if oldest else None
    member.save(update_fields=["warned_at"])
