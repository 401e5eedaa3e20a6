from datetime import datetime

from django.utils import timezone

from accounts.models import User
from forum.database.deferred_writes import WriteBuffer
from forum.topics.models import ReadMark, Topic

Mark = tuple[int, datetime]  # up to which number, and when


def last_read_number(member: User, topic: Topic) -> int:
    """The number of the last post the member has read there; 0 if they have read none."""
    number = ReadMark.objects.filter(member=member, topic=topic).values_list("number", flat=True).first()
    unwritten: Mark | None = MARKS.unwritten_value((member.pk, topic.pk))
    return max(number or 0, unwritten[0] if unwritten else 0)


def mark_read_later(member: User, topic: Topic, number: int) -> None:
    """The member has been shown the posts up to this number. Written a moment later (deferred_writes)."""
    MARKS.note((member.pk, topic.pk), (number, timezone.now()))


def mark_read(member: User, topic: Topic, number: int) -> None:
    """Note that the member has read so far. A mark never goes back, in whatever order pages are seen."""
    _write_one(member.pk, topic.pk, number, timezone.now())


def write(marks: dict[tuple[int, int], Mark]) -> None:
    # An account that was closed meanwhile gets no rows any more.
    member_ids = {member_id for member_id, _topic_id in marks}
    open_ids = set(User.objects.filter(pk__in=member_ids, closed_at=None).values_list("pk", flat=True))
    # In one order, or two processes that write at once would wait for each other.
    for (member_id, topic_id), (number, read_at) in sorted(marks.items()):
        if member_id in open_ids:
            _write_one(member_id, topic_id, number, read_at)


def _write_one(member_id: int, topic_id: int, number: int, read_at: datetime) -> None:
    marks = ReadMark.objects.filter(member_id=member_id, topic_id=topic_id)
    if not marks.exists():
        mark = ReadMark(member_id=member_id, topic_id=topic_id, number=number, read_at=read_at)
        ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    # Another page of the same topic may have made the row in between, with a smaller number.
    marks.filter(number__lt=number).update(number=number, read_at=read_at)


MARKS = WriteBuffer("read marks", write)
