"""Closing an account: what a member said stays, under nobody's name; what was theirs alone goes."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.names import email_key
from accounts.reserved_names import FORMER
from accounts.sessions import end_sessions
from forum.follows.models import FeedKey, Follow, FollowPreference
from forum.follows.unfollowing_all import lose_followers, unfollow_all
from forum.mail.models import DigestTime, TopicMail
from forum.mail.send_checks import has_confirmed_address
from forum.notifications.models import Delivery, Notification, NotificationPreference
from forum.posts.models import PendingPost, Post
from forum.site.models import SiteSettings
from forum.topics.models import ReadMark

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


def close(member) -> None:
    """Close the account for good. Raises LastAdmin where it is the only superuser's."""
    while not _close(member):
        pass


def _close(member) -> bool:
    """False where somebody was followed in the very moment; that takes another turn, with their row held as well."""
    with transaction.atomic():
        held = _held(member)
        member = held[member.pk]
        if member.closed_at:
            return True
        if not held.keys() >= set(_people_followed_by(member)):
            # Whatever was held is let go: rows of members are held in one order only.
            transaction.set_rollback(True)
            return False
        addresses = addresses_of(member)
        unfollow_all(member, addresses)
        Delivery.objects.filter(address__in=addresses).delete()
        lose_followers(member)
        _forget(member)
        member.groups.clear()
        member.user_permissions.clear()
        _empty(member)
        SiteSettings.bump()
        return True


def _held(member) -> dict[int, Any]:
    """The member's row, held with those of all superusers and of everybody whose count of followers will change.

    Two admins who leave at once must not both find the other.
    """
    followed = Q(pk__in=_people_followed_by(member))
    rows = (
        get_user_model()
        .objects.select_for_update(no_key=True)
        .filter(Q(pk=member.pk) | Q(is_superuser=True) | followed)
    )
    held = {row.pk: row for row in rows.order_by("pk")}
    others = [row for row in held.values() if row.is_superuser and row.is_active and row.pk != member.pk]
    if held[member.pk].is_superuser and not others:
        raise LastAdmin
    return held


def _people_followed_by(member) -> QuerySet[Follow, Any]:
    return Follow.objects.kind("person").filter(member=member).values_list("person", flat=True)


def _forget(member) -> None:
    """What only the member had any use for."""
    Post.objects.filter(author=member, ip__isnull=False).update(ip=None)
    PendingPost.objects.filter(author=member).delete()
    for model in (
        ReadMark,
        Notification,
        Delivery,
        TopicMail,
        DigestTime,
        NotificationPreference,
        FollowPreference,
        FeedKey,
    ):
        model._default_manager.filter(member=member).delete()
    EmailAddress.objects.filter(user=member).delete()
    Authenticator.objects.filter(user=member).delete()
    end_sessions(member)


def addresses_of(member) -> set[str]:
    """The addresses that are known to be theirs: to have typed somebody's takes nothing from them."""
    confirmed = set(EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True))
    if member.email and has_confirmed_address(member):
        confirmed.add(member.email)
    return {email_key(address) for address in confirmed}


def _empty(member) -> None:
    member.username = f"{FORMER}-{member.pk}"
    for field in EMPTIED:
        setattr(member, field, "")
    for field in SWITCHED_OFF:
        setattr(member, field, False)
    member.set_unusable_password()
    member.closed_at, member.last_login = timezone.now(), None
    member.save(update_fields=["username", *EMPTIED, *SWITCHED_OFF, "password", "closed_at", "last_login"])
