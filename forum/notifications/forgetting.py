"""Deleting old rows."""

from datetime import timedelta

from django.utils import timezone

from forum.notifications.models import Delivery, FanOut, Notification

KEPT_AFTER_READING = timedelta(days=180)


def forget_read_notifications() -> int:
    """Unread ones stay."""
    before = timezone.now() - KEPT_AFTER_READING
    deleted, _each = Notification.objects.filter(read_at__lt=before).delete()
    return deleted


def forget_deliveries() -> int:
    # Nobody tells of a post anew after so long, so nobody needs to know how far that came.
    FanOut.objects.filter(done_at__lt=timezone.now() - Delivery.KEPT_FOR).delete()
    # An unread notification still has to know what it tells of.
    return Delivery.objects.exclude(notification__isnull=False, notification__read_at=None).forget_old()
