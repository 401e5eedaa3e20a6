"""When a member was last here: to within minutes, and nothing of those who hide it."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from forum.database.deferred_writes import WriteBuffer

PAUSE = timedelta(minutes=5)  # a visit is noted once in this time


def note_visit(member: User) -> None:
    now = timezone.now()
    if member.hides_last_seen or (member.last_seen_at and now - member.last_seen_at < PAUSE):
        return
    LAST_SEEN.note(member.pk, now)


def write(visits: dict[int, datetime]) -> None:
    # In one order, or two processes that write at once would wait for each other.
    for member_id, seen_at in sorted(visits.items()):
        # They may have begun to hide it, or left, since it was noted.
        rows = User.objects.filter(pk=member_id, hides_last_seen=False, closed_at=None)
        rows.exclude(last_seen_at__gt=seen_at).update(last_seen_at=seen_at)


LAST_SEEN = WriteBuffer("when members were last seen", write, pause=10.0)
