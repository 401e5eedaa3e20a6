"""After whom somebody may clean up: not after members who have been here for long, unless an admin does it."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Reader, User
from forum.moderation.member_acts import MEMBER
from forum.posts.models import Post
from forum.site.models import SiteSettings


def may_clean_up(by: Reader, member: User, site: SiteSettings | None = None) -> bool:
    if member.closed_at or not MEMBER.allows(by, member):
        return False
    return bool(by.is_superuser) or is_within_limits(member, site or SiteSettings.current())


def is_offered(by: Reader, member: User, site: SiteSettings) -> bool:
    """Whether lists show the way there: what can be said without asking the database about each of them."""
    if member.closed_at or not MEMBER.allows(by, member):
        return False
    return bool(by.is_superuser) or member.post_count < site.cleanup_posts


def is_within_limits(member: User, site: SiteSettings) -> bool:
    """Whether they have written less than so many posts, the first of them not longer ago than so many days."""
    if member.post_count >= site.cleanup_posts:
        return False
    before = timezone.now() - timedelta(days=site.cleanup_days)
    standing = Post.objects.on_boards().filter(author=member, removed_at=None)
    return not standing.filter(created_at__lt=before).exists()


def other_admins(by: User) -> bool:
    """Whether there is another who can confirm."""
    return User.objects.filter(is_superuser=True, is_active=True, closed_at=None).exclude(pk=by.pk).exists()
