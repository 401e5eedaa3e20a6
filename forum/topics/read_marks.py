"""How far members have read topics: noted as they read, and moved back by themselves alone."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.database.deferred_writes import WriteBuffer
from forum.topics.models import Topic
from forum.topics.read_mark_rows import ReadMark

Mark = tuple[int, datetime]  # up to which number, and when
# Of one member in one topic, in the order of time. If it is moved back between two of them, only the later ones count.
Marks = tuple[Mark, ...]


def last_read_number(member: User, topic: Topic) -> int:
    """The number of the last post the member has read there; 0 if they have read none."""
    rows = ReadMark.objects.filter(member=member, topic=topic)
    number, moved_back_at = rows.values_list("number", "moved_back_at").first() or (0, None)
    # What this process has yet to write counts too.
    unwritten: Marks = MARKS.unwritten_value((member.pk, topic.pk)) or ()
    counted = (noted for noted, at in unwritten if moved_back_at is None or at > moved_back_at)
    return max(number, *counted, 0)


def mark_read_later(member: User, topic: Topic, number: int) -> None:
    """The member has been shown the posts up to this number. Written a moment later (deferred_writes)."""
    MARKS.note((member.pk, topic.pk), ((number, timezone.now()),))


def mark_read(member: User, topic: Topic, number: int) -> None:
    """Note that the member has read so far. A mark never goes back, in whatever order pages are seen."""
    _write_one(member.pk, topic.pk, number, timezone.now())


def move_back(member: User, topic: Topic, number: int) -> None:
    """Count the posts after this number as unread again. What was noted before and is written later changes nothing."""
    now = timezone.now()
    MARKS.drop((member.pk, topic.pk))
    mark = ReadMark(member=member, topic=topic, number=number, read_at=now, moved_back_at=now)
    ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    marks = ReadMark.objects.filter(member=member, topic=topic)
    # Of two that move it back at once, the later one says how far.
    marks.filter(Q(moved_back_at=None) | Q(moved_back_at__lt=now)).update(
        number=number, read_at=now, moved_back_at=now
    )


def merged(some: Marks, others: Marks) -> Marks:
    """All but those that a later one goes as far as."""
    kept: list[Mark] = []
    for number, at in sorted({*some, *others}, key=lambda mark: (mark[1], mark[0]), reverse=True):
        if not kept or number > kept[-1][0]:
            kept.append((number, at))
    return tuple(reversed(kept))


def write(marks: dict[tuple[int, int], Marks]) -> None:
    # An account that was closed meanwhile gets no rows any more.
    member_ids = {member_id for member_id, _topic_id in marks}
    open_ids = set(User.objects.filter(pk__in=member_ids, closed_at=None).values_list("pk", flat=True))
    renumbered = Topic.objects.filter(pk__in={topic for _member, topic in marks}, renumbered_at__isnull=False)
    since = {pk: at for pk, at in renumbered.values_list("pk", "renumbered_at") if at}
    # In one order, or two processes that write at once would wait for each other.
    for (member_id, topic_id), noted in sorted(marks.items()):
        for number, read_at in noted if member_id in open_ids else ():
            # What was noted before its posts got other numbers says nothing of those.
            if topic_id not in since or read_at > since[topic_id]:
                _write_one(member_id, topic_id, number, read_at)


def _write_one(member_id: int, topic_id: int, number: int, read_at: datetime) -> None:
    marks = ReadMark.objects.filter(member_id=member_id, topic_id=topic_id)
    if not marks.exists():
        mark = ReadMark(member_id=member_id, topic_id=topic_id, number=number, read_at=read_at)
        ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    # Another page of the same topic may have made the row in between, with a smaller number.
    is_later = Q(moved_back_at=None) | Q(moved_back_at__lt=read_at)
    marks.filter(is_later, number__lt=number).update(number=number, read_at=read_at)


MARKS = WriteBuffer("read marks", write, merge=merged)
