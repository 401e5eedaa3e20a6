"""A member marks as read what they have not looked at, or as unread what they have; and takes either back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from forum.reading.models import ReadLine
from forum.reading.topic_state import state_of
from forum.topics import read_marks
from forum.topics.models import Tag, Topic


def mark_topic_read(member: User, topic: Topic, number: int) -> int:
    """Mark its posts up to this number read; return the number to give `set_mark` to take it back."""
    before = state_of(member, topic).effective_number
    read_marks.mark_read(member, topic, min(number, topic.last_number))
    return before


def mark_unread_from(member: User, topic: Topic, number: int) -> int:
    """Mark the posts from this number on unread; return the number to give `set_mark` to take it back."""
    before = state_of(member, topic).effective_number
    read_marks.move_back(member, topic, number - 1)
    return before


def set_mark(member: User, topic: Topic, number: int) -> None:
    """The posts up to this number are read, and those after it are not."""
    number = min(number, topic.last_number)
    read_marks.move_back(member, topic, number)


def mark_boards_read(member: User, boards: Iterable[int], until: datetime | None = None) -> datetime:
    return _draw_lines(member, [{"board_id": board} for board in sorted(boards)], until)


def mark_tag_read(member: User, tag: Tag, until: datetime | None = None) -> datetime:
    return _draw_lines(member, [{"tag_id": tag.pk}], until)


def mark_everything_read(member: User, until: datetime | None = None) -> datetime:
    return _draw_lines(member, [{"board_id": None, "tag_id": None}], until)


@transaction.atomic
def undo_lines(member: User, at: datetime) -> bool:
    """Put back what counted before the lines of this moment; return False if later ones have taken their place."""
    _lock(member)
    lines = ReadLine.objects.filter(member=member, at=at)
    return bool(lines.update(at=F("former_at"), former_at=None, changed_at=timezone.now()))


@transaction.atomic
def _draw_lines(member: User, things: list[dict[str, int | None]], until: datetime | None) -> datetime:
    """Draw a line for each of these, all at this moment or else now, where none is later; `undo_lines` takes it."""
    now = timezone.now()
    until = until or now
    if not _lock(member):
        return until
    ReadLine.objects.bulk_create(
        [ReadLine(member=member, changed_at=now, **thing) for thing in things], ignore_conflicts=True
    )
    about = Q()
    for thing in things:
        about |= Q(**thing)
    earlier = ReadLine.objects.filter(about, Q(at=None) | Q(at__lt=until), member=member)
    earlier.update(former_at=F("at"), at=until, changed_at=now)
    return until


def _lock(member: User) -> bool:
    """Let one act of the member after the other change their lines. Return False if the account is closed by now."""
    rows = User.objects.select_for_update(no_key=True).filter(pk=member.pk, closed_at=None)
    return rows.values_list("pk", flat=True).first() is not None
