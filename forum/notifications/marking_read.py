"""Marking notifications read: by hand, and by looking at what they are about."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from forum.database.deferred_writes import WriteBuffer
from forum.notifications.models import Notification


def read_one(member: User, notification: Notification) -> bool:
    """Answer whether this read it: False where it had been read already, or is another's."""
    rows = Notification.objects.filter(pk=notification.pk, member=member, read_at=None)
    return bool(rows.update(read_at=timezone.now()))


def read_all(member: User, until: datetime) -> int:
    """Mark all that the member was told up to this moment, when the newest that the list showed had been raised.

    What has been raised since stays unread, and so does what they did not see because it is out of their sight now.
    """
    seen = Notification.objects.visible_to(member).unread().filter(raised_at__lte=until)
    rows = Notification.objects.filter(
        pk__in=seen.order_by().values("pk"), read_at=None, raised_at__lte=until
    )
    return rows.update(read_at=timezone.now())


def note_read(notification_id: int, raised_at: datetime) -> None:
    """Its member has looked at what it is about. Where it is raised again by then, it rings on."""
    LOOKED_AT.note(notification_id, raised_at)


def is_noted_read(notification_id: int, raised_at: datetime) -> bool:
    noted = LOOKED_AT.noted(notification_id)
    return noted is not None and raised_at <= noted


def write(notes: dict[int, datetime]) -> None:
    for notification_id, raised_at in sorted(notes.items()):
        rows = Notification.objects.filter(pk=notification_id, read_at=None, raised_at__lte=raised_at)
        rows.update(read_at=timezone.now())


LOOKED_AT = WriteBuffer("read notifications", write)
