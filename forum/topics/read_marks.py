from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from forum.database.deferred_writes import WriteBuffer
from forum.topics.models import ReadMark, Topic

Mark = tuple[int, datetime]  # up to which number, and when


def read_number(member, topic: Topic) -> int:
    """The number of the last post the member has read there; 0 where they have read none."""
    found = ReadMark.objects.filter(member=member, topic=topic).values_list("number", flat=True).first()
    noted = MARKS.noted((member.pk, topic.pk))
    return max(found or 0, noted[0] if noted else 0)


def note_read(member, topic: Topic, number: int) -> None:
    """The member has been shown the posts up to this number. Written a moment later (deferred_writes)."""
    MARKS.note((member.pk, topic.pk), (number, timezone.now()))


def read_up_to(member, topic: Topic, number: int) -> None:
    """Note that the member has read so far. A mark never goes back, in whatever order pages are seen."""
    _write_one(member.pk, topic.pk, number, timezone.now())


def write(marks: dict[tuple[int, int], Mark]) -> None:
    # Whoever has closed their account meanwhile leaves nothing behind.
    wanted = {member_id for member_id, _topic_id in marks}
    here = set(get_user_model().objects.filter(pk__in=wanted, closed_at=None).values_list("pk", flat=True))
    for (member_id, topic_id), (number, read_at) in sorted(marks.items()):
        if member_id in here:
            _write_one(member_id, topic_id, number, read_at)


def _write_one(member_id: int, topic_id: int, number: int, read_at: datetime) -> None:
    marks = ReadMark.objects.filter(member_id=member_id, topic_id=topic_id)
    if not marks.exists():
        mark = ReadMark(member_id=member_id, topic_id=topic_id, number=number, read_at=read_at)
        ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    # Another page of the same topic may have made the row in between, with a smaller number.
    marks.filter(number__lt=number).update(number=number, read_at=read_at)


MARKS = WriteBuffer("read marks", write)
