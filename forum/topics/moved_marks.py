"""Read marks after posts have changed places: nobody has read afterwards what they had not read before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from forum.topics.read_mark_rows import ReadMark

Order = Sequence[int]  # the posts of a topic, by number


def carry_marks(before: Mapping[int, Order], after: Mapping[int, Order]) -> None:
    """Set the marks of these topics, from their orders before and after. The caller has locked the topics.

    A mark goes as far as everything up to there was read, in whichever of the topics it was.
    """
    reach = {(new, old): _reach(before[old], after[new]) for new in after for old in before}
    marks: dict[int, dict[int, tuple[int, datetime]]] = {}
    rows = ReadMark.objects.filter(topic__in=list(before)).values_list("member", "topic", "number", "read_at")
    for member, topic, number, read_at in rows:
        marks.setdefault(member, {})[topic] = min(number, len(before[topic])), read_at
    new_marks = []
    # In the order in which readers' marks are written, or the two would wait for each other.
    for member, theirs in sorted(marks.items()):
        latest = max(read_at for _number, read_at in theirs.values())
        for topic in sorted(after):
            number = min(reach[topic, old][theirs.get(old, (0, latest))[0]] for old in before)
            if after[topic] and (number or topic in theirs):
                read_at = theirs.get(topic, (0, latest))[1]
                new_marks.append(ReadMark(member_id=member, topic_id=topic, number=number, read_at=read_at))
    ReadMark.objects.filter(topic__in=[topic for topic in after if not after[topic]]).delete()
    ReadMark.objects.bulk_create(
        new_marks,
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["member", "topic"],
        update_fields=["number", "read_at"],
    )


def _reach(old: Order, new: Order) -> list[int]:
    """For each mark in the old order, how many posts the new one begins with before one that was not read by it."""
    place = {post: at for at, post in enumerate(new)}
    reach = [len(new)] * (len(old) + 1)
    for at in range(len(old) - 1, -1, -1):
        reach[at] = min(reach[at + 1], place.get(old[at], len(new)))
    return reach
