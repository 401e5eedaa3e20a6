"""Closing an account: posts stay, without the name; what only the member used is deleted.

Under a legal hold the account is closed all the same, and what is held is deleted when the hold is lifted.

A room above that keeps names or the like registers in its `ready()` what forgets them.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import FormerUsername, User
from accounts.names import email_key
from accounts.reserved_names import FORMER
from accounts.sessions import end_sessions
from forum.attachments.purging import forget_unused
from forum.bookmarks.models import Bookmark
from forum.conversations.models import MessagePreference
from forum.drafts.models import Draft
from forum.follows.models import FeedKey, Follow, FollowPreference
from forum.follows.unfollowing_all import remove_followers, unfollow_all
from forum.legal_holds.holding import held_posts, is_held
from forum.mail.models import DigestTime, TopicMail
from forum.mail.send_checks import has_confirmed_address
from forum.members.avatars import delete_avatar_files
from forum.notifications.models import Delivery, Notification, NotificationPreference
from forum.own_pages.models import TermsAcceptance
from forum.polls.voting import forget_voter
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit
from forum.reactions.models import Reaction
from forum.reading.models import ReadLine
from forum.refusals import Refusal
from forum.site.models import SiteSettings
from forum.topics.read_mark_rows import ReadMark

EMPTIED = (
    "email",
    "display_name",
    "title",
    "about",
    "about_html",
    "avatar",
    "avatar_cut",
    "time_zone",
    "language",
    "theme",
    "suspended_reason",
    "silenced_reason",
)
SWITCHED_OFF = ("is_staff", "is_superuser", "is_active")
# Called in the transaction that closes the account, under the lock of the member's row.
FORGETTING: list[Callable[[User], None]] = []


class LastAdmin(Refusal):
    """Nobody would be left to run the forum."""

    code = "last_admin"
    sentence = _("You are the only administrator. Make somebody else one first.")


def close(member: User) -> None:
    """Close the account for good. Raise LastAdmin if its owner is the only superuser."""
    while not _close(member):
        pass


def _close(member: User) -> bool:
    """Return False if they have just followed somebody whose row is not locked; the caller tries again."""
    with transaction.atomic():
        locked = _lock_rows(member)
        member = locked[member.pk]
        if member.closed_at:
            return True
        if not locked.keys() >= set(_people_followed_by(member)):
            # Let go of all locks: rows of members are locked in one order only.
            transaction.set_rollback(True)
            return False
        addresses = addresses_of(member)
        unfollow_all(member, addresses)
        # Mails that wait for them as a visitor who followed by mail.
        Delivery.objects.filter(address__in=addresses).delete()
        remove_followers(member)
        _shut_out(member)
        if not is_held(member):
            _erase(member)
        SiteSettings.bump()  # visitors' cached pages show the name
        return True


def _shut_out(member: User) -> None:
    FeedKey.objects.filter(member=member).delete()
    member.groups.clear()
    member.user_permissions.clear()
    for field in SWITCHED_OFF:
        setattr(member, field, False)
    member.set_unusable_password()
    member.closed_at = timezone.now()
    member.save(update_fields=[*SWITCHED_OFF, "password", "closed_at"])
    end_sessions(member)


def _erase(member: User) -> None:
    _delete_what_is_theirs_alone(member)
    forget_unused(member)
    delete_avatar_files(member.avatar)
    for forget in FORGETTING:
        forget(member)
    _empty_row(member)
    _rename_in_admin_log(member)


def erase_what_was_held(thing: object = None) -> None:
    """Erase what a hold kept of closed accounts, where none does any more. Called when one is lifted, and daily."""
    posts = Post.objects.filter(author__closed_at__isnull=False, ip__isnull=False)
    posts.exclude(held_posts()).update(ip=None)
    closed = User.objects.exclude(closed_at=None).exclude(username__startswith=f"{FORMER}-")
    for found in closed.order_by("pk"):
        with transaction.atomic():
            member = User.objects.select_for_update(no_key=True).get(pk=found.pk)
            if not is_held(member):
                _erase(member)


def _lock_rows(member: User) -> dict[int, User]:
    """Lock the member's row, those of all superusers, and those of everybody whose count of followers will change.

    Two admins who leave at once must not both find the other.
    """
    followed = Q(pk__in=_people_followed_by(member))
    rows = User.objects.select_for_update(no_key=True).filter(
        Q(pk=member.pk) | Q(is_superuser=True) | followed
    )
    locked = {row.pk: row for row in rows.order_by("pk")}
    others = [row for row in locked.values() if row.is_superuser and row.is_active and row.pk != member.pk]
    if locked[member.pk].is_superuser and not others:
        raise LastAdmin
    return locked


def _people_followed_by(member: User) -> QuerySet[Follow, Any]:
    return Follow.objects.of_kind("person").filter(member=member).values_list("person", flat=True)


def _delete_what_is_theirs_alone(member: User) -> None:
    Post.objects.filter(author=member, ip__isnull=False).exclude(held_posts()).update(ip=None)
    PendingPost.objects.filter(author=member).delete()
    PendingEdit.objects.filter(author=member).delete()
    forget_voter(member)
    for model in (
        ReadMark,
        ReadLine,
        Notification,
        Delivery,
        TopicMail,
        DigestTime,
        Draft,
        NotificationPreference,
        FollowPreference,
        MessagePreference,
        FormerUsername,
        Reaction,
        Bookmark,
        TermsAcceptance,
    ):
        model._default_manager.filter(member=member).delete()
    EmailAddress.objects.filter(user=member).delete()
    Authenticator.objects.filter(user=member).delete()


def addresses_of(member: User) -> set[str]:
    """Return the addresses that are confirmed to be theirs: having typed another's takes nothing from its owner."""
    confirmed = set(EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True))
    if member.email and has_confirmed_address(member):
        confirmed.add(member.email)
    return {email_key(address) for address in confirmed}


def _empty_row(member: User) -> None:
    member.username = f"{FORMER}-{member.pk}"
    for field in EMPTIED:
        setattr(member, field, "")
    times = ("last_login", "last_seen_at", "away_from", "away_until")
    for field in times:
        setattr(member, field, None)
    member.save(update_fields=["username", *EMPTIED, *times])


def _rename_in_admin_log(member: User) -> None:
    """Django's own log keeps how its things were called."""
    changes = LogEntry.objects.filter(content_type__app_label="accounts", content_type__model="user")
    changes.filter(object_id=str(member.pk)).update(object_repr=str(member))
