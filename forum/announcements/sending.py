"""Sending an announcement by bell and email: once, in batches, by the worker."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.announcements.announcement_notification import ANNOUNCEMENT
from forum.announcements.models import Announcement, Audience
from forum.jobs.enqueuing import enqueue
from forum.jobs.running import keep_claim
from forum.notifications.notifying import notify_member, yield_sqlite_lock
from forum.refusals import Refusal

JOB = "announcement.sent"
BATCH = 100


class AlreadySent(Refusal):
    code = "already_sent"
    sentence = _("This announcement was sent already. Write a new one to say more.")


class NotBegun(Refusal):
    code = "not_begun"
    sentence = _("This announcement begins later. Send it then, or change when it begins.")


def recipients_of(announcement: Announcement) -> QuerySet[User]:
    """The members it is for. What they have switched off or paused is asked for each when they are notified."""
    members = User.objects.filter(is_active=True, closed_at=None, is_placeholder=False)
    if announcement.audience == Audience.GROUPS:
        groups = announcement.groups.values("pk")
        members = members.filter(
            Q(pk__in=User.groups.through.objects.filter(group__in=groups).values("user"))
        )
    return members


@transaction.atomic
def send(announcement: Announcement, by: User, channels: Sequence[str]) -> None:
    """Have it sent by these channels. Raise AlreadySent if that was done before, NotBegun if nobody sees it yet."""
    locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if locked.sent_at is not None:
        raise AlreadySent
    if locked.starts_at > timezone.now():
        # Whoever is notified would find no page there; and it is sent only once.
        raise NotBegun
    locked.sent_at, locked.sent_by, locked.channels = timezone.now(), by, list(channels)
    locked.save(update_fields=["sent_at", "sent_by", "channels"])
    enqueue(JOB, key=f"{JOB}:{locked.pk}", announcement_id=locked.pk)


def notify_recipients(*, announcement_id: int, **_payload: Any) -> None:
    """Notify those who have not been yet. Running it again, or after a kill, notifies nobody twice."""
    while notify_batch(announcement_id):
        keep_claim()
        yield_sqlite_lock()


def notify_batch(announcement_id: int) -> bool:
    """Notify the next members; return whether there may be more."""
    announcement = Announcement.objects.filter(pk=announcement_id, done_at=None).first()
    if announcement is None:
        return False
    rows = recipients_of(announcement).filter(pk__gt=announcement.cursor)
    batch = list(rows.select_related("notification_preference").order_by("pk")[:BATCH])
    for member in batch:
        # Each in a transaction of its own: with all in one, nobody could post meanwhile.
        notify_member(
            member,
            ANNOUNCEMENT.name,
            f"announcement:{announcement.pk}",
            title=announcement.title,
            only_by=announcement.channels,
            announcement=str(announcement.pk),
        )
    is_last = len(batch) < BATCH
    mine = Announcement.objects.filter(pk=announcement.pk, cursor=announcement.cursor)
    mine.update(
        cursor=batch[-1].pk if batch else announcement.cursor,
        sent_count=F("sent_count") + len(batch),
        done_at=timezone.now() if is_last else None,
    )
    return not is_last
