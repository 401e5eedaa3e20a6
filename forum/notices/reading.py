"""Marking notices read by hand."""

from datetime import timedelta

from django.utils import timezone

from forum.notices.models import Notice

KEPT_FOR = timedelta(days=180)


def read_one(member, notice: Notice) -> bool:
    """Answer whether this read it: False where it had been read already, or is another's."""
    rows = Notice.objects.filter(pk=notice.pk, member=member, read_at=None)
    return bool(rows.update(read_at=timezone.now()))


def read_all(member, newest: int) -> int:
    """Mark what the member has seen in the list, up to the newest there: what came in since stays unread."""
    rows = Notice.objects.filter(member=member, read_at=None, pk__lte=newest)
    return rows.update(read_at=timezone.now())


def forget_old() -> int:
    """Delete what was read long ago; what is unread waits for its reader."""
    deleted, _each = Notice.objects.filter(read_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
