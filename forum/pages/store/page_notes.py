"""What a view says of the page that it makes, for the store that may keep it. Where none is kept, none is noted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

NOTES = "forum.page_notes"  # in the environment of the request; no header can have a name with a dot in it


@dataclass
class Notes:
    scopes: set[str] | None = None
    seconds: list[float] = field(default_factory=list)
    topic: int | None = None


def shows_only(request: HttpRequest, scopes: Iterable[str]) -> None:
    """Say all that the page depends on beside the site. Who says nothing has it made anew after every change."""
    if (notes := notes_of(request)) is not None:
        notes.scopes = (notes.scopes or set()) | set(scopes)


def changes_at(request: HttpRequest, *moments: datetime | None) -> None:
    """Say when the clock alone changes the page. What has passed changes nothing any more."""
    if (notes := notes_of(request)) is not None:
        now = timezone.now()
        notes.seconds += [(moment - now).total_seconds() for moment in moments if moment and moment > now]


def is_viewed(request: HttpRequest, topic_id: int) -> None:
    """Say whose views are to be counted when the page is shown again."""
    if (notes := notes_of(request)) is not None:
        notes.topic = topic_id


def notes_of(request: HttpRequest) -> Notes | None:
    notes: Notes | None = request.META.get(NOTES)
    return notes
