from django.utils import timezone

from forum.topics.models import ReadMark, Topic


def read_number(member, topic: Topic) -> int:
    """The number of the last post the member has read there; 0 where they have read none."""
    found = ReadMark.objects.filter(member=member, topic=topic).values_list("number", flat=True).first()
    return found or 0


def read_up_to(member, topic: Topic, number: int) -> None:
    """Note that the member has read so far. A mark never goes back, in whatever order pages are seen."""
    if _advance(member, topic, number):
        return
    ReadMark.objects.bulk_create([ReadMark(member=member, topic=topic, number=number)], ignore_conflicts=True)
    # Another page of the same topic may have made the row in between, with a smaller number.
    _advance(member, topic, number)


def _advance(member, topic: Topic, number: int) -> bool:
    marks = ReadMark.objects.filter(member=member, topic=topic, number__lt=number)
    return bool(marks.update(number=number, read_at=timezone.now()))
