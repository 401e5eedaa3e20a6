from django.utils import timezone

from forum.topics.models import ReadMark, Topic


def read_number(member, topic: Topic) -> int:
    """The number of the last post the member has read there; 0 where they have read none."""
    found = ReadMark.objects.filter(member=member, topic=topic).values_list("number", flat=True).first()
    return found or 0


def read_up_to(member, topic: Topic, number: int) -> None:
    """Note that the member has read so far. A mark never goes back, in whatever order pages are seen."""
    marks = ReadMark.objects.filter(member=member, topic=topic)
    if not marks.exists():
        mark = ReadMark(member=member, topic=topic, number=number)
        ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    # Another page of the same topic may have made the row in between, with a smaller number.
    marks.filter(number__lt=number).update(number=number, read_at=timezone.now())
