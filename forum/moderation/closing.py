"""Closing an account: what a member said stays, under nobody's name; what was theirs alone goes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.names import FORMER
from accounts.sessions import end_sessions
from forum.follows.models import Follow
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Topic

EMPTIED = (
    "email",
    "display_name",
    "title",
    "about",
    "about_html",
    "time_zone",
    "language",
    "theme",
    "suspended_reason",
)
SWITCHED_OFF = ("is_staff", "is_superuser", "is_active")


class LastAdmin(Exception):
    """Nobody would be left to run the forum."""


@transaction.atomic
def close(member) -> None:
    """Close the account for good. Raises LastAdmin where it is the only superuser's."""
    member = _locked(member)
    if member.closed_at:
        return
    _unfollow_all(member)
    Post.objects.filter(author=member, ip__isnull=False).update(ip=None)
    EmailAddress.objects.filter(user=member).delete()
    Authenticator.objects.filter(user=member).delete()
    end_sessions(member)
    member.groups.clear()
    member.user_permissions.clear()
    _empty(member)
    SiteSettings.bump()


def _locked(member):
    """The member's row, locked with those of all superusers: two who leave at once must not both find the other."""
    rows = (
        get_user_model().objects.select_for_update(no_key=True).filter(Q(pk=member.pk) | Q(is_superuser=True))
    )
    locked = {row.pk: row for row in rows.order_by("pk")}
    others = [row for row in locked.values() if row.is_superuser and row.is_active and row.pk != member.pk]
    if locked[member.pk].is_superuser and not others:
        raise LastAdmin
    return locked[member.pk]


def _unfollow_all(member) -> None:
    topics = Topic.objects.filter(follows__member=member)
    ids = list(
        topics.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk", flat=True)
    )
    Follow.objects.filter(member=member).delete()
    left = (
        Follow.objects.standing()
        .filter(topic=OuterRef("pk"))
        .order_by()
        .values("topic")
        .annotate(n=Count("pk"))
        .values("n")
    )
    Topic.objects.filter(pk__in=ids).update(
        follower_count=Coalesce(Subquery(left), 0), version=F("version") + 1
    )


def _empty(member) -> None:
    member.username = f"{FORMER}-{member.pk}"
    for field in EMPTIED:
        setattr(member, field, "")
    for field in SWITCHED_OFF:
        setattr(member, field, False)
    member.set_unusable_password()
    member.closed_at, member.last_login = timezone.now(), None
    member.save(update_fields=["username", *EMPTIED, *SWITCHED_OFF, "password", "closed_at", "last_login"])
