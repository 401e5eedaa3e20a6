"""Marking notifications read: by hand, and by looking at what they are about."""

from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from forum.database.deferred_writes import WriteBuffer
from forum.notifications.models import Notification


def read_one(member: User, notification: Notification) -> bool:
    """Return False if it had been read already, or is another member's."""
    rows = Notification.objects.filter(pk=notification.pk, member=member, read_at=None)
    return bool(rows.update(read_at=timezone.now()))


def mark_unread(member: User, notification: Notification) -> bool:
    """Mark it unread again, even if its posts have been read. Return False if a newer one tells of the same."""
    rows = Notification.objects.filter(pk=notification.pk, member=member, read_at__isnull=False)
    try:
        with transaction.atomic():
            rows.update(read_at=None, unread_again_at=timezone.now())
    except IntegrityError:
        return False
    return True


def read_all(member: User, until: datetime, group: str = "") -> int:
    """Mark read all that had been raised up to this moment: that of the newest which the list showed.

    What was raised since stays unread, and so does what the list left out because they may not see it now.
    """
    notifications = Notification.objects.visible_to(member, group).unread().filter(raised_at__lte=until)
    rows = Notification.objects.filter(
        pk__in=notifications.order_by().values("pk"), read_at=None, raised_at__lte=until
    )
    return rows.update(read_at=timezone.now())


def read_about(member: User, about: Q, at: datetime) -> int:
    """Mark read at this moment what had been raised up to it about topics, those that this condition names."""
    rows = Notification.objects.filter(about, member=member, topic__isnull=False)
    return rows.filter(read_at=None, raised_at__lte=at).update(read_at=at)


def undo_read_about(member: User, at: datetime) -> None:
    """Mark unread what `read_about` marked read at this moment, unless a newer one tells of the same."""
    newer = Notification.objects.filter(member=member, matter=OuterRef("matter"), read_at=None)
    rows = Notification.objects.filter(~Exists(newer), member=member, read_at=at, topic__isnull=False)
    # One raised in between brings the bell back itself.
    with suppress(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(read_at=None)


def mark_read_later(notification_id: int, raised_at: datetime) -> None:
    """Mark it read a moment later, unless it is raised again by then."""
    LOOKED_AT.note(notification_id, raised_at)


def is_noted_read(notification_id: int, raised_at: datetime) -> bool:
    noted = LOOKED_AT.unwritten_value(notification_id)
    return noted is not None and raised_at <= noted


def write(notes: dict[int, datetime]) -> None:
    for notification_id, raised_at in sorted(notes.items()):
        rows = Notification.objects.filter(pk=notification_id, read_at=None, raised_at__lte=raised_at)
        rows.update(read_at=timezone.now())


LOOKED_AT = WriteBuffer("read notifications", write)
