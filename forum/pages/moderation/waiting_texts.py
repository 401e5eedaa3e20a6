"""Texts that wait for approval, for moderators on the page of the topic or board where they will be."""

from dataclasses import dataclass
from typing import Self

from forum.boards.models import Board
from forum.pages.moderation.selecting import WAITING, Selection, is_asked, selecting
from forum.pages.pagination import Pages
from forum.pages.posts.waiting import WaitingRow, rows_of
from forum.pages.requests import ForumRequest
from forum.posts.models import PendingPost
from forum.topics.models import Topic
from forum.topics.rules import may


@dataclass(frozen=True)
class WaitingTexts:
    """How many there are; and, where they are asked for, the oldest of them with their boxes."""

    count: int
    address: str  # of the page with boxes
    rows: list[WaitingRow]
    selection: Selection | None

    @classmethod
    def on_page(cls, request: ForumRequest, place: Topic | Board, here: str) -> Self | None:
        """None for those who don’t moderate the place, and where nothing waits."""
        if not may(request.user, "moderate", place):
            return None
        where = {"topic": place} if isinstance(place, Topic) else {"board": place}
        waiting = PendingPost.objects.filter(**where)
        count = waiting.count()
        if not count:
            return None
        asked = (
            waiting.select_related("author").order_by("pk") if is_asked(request, WAITING) else waiting.none()
        )
        rows = rows_of(asked, request.site_settings)
        one_page = Pages(here, 1, 1, max(count, 1))
        selection = Selection.on_page(request, WAITING, [row.pending for row in rows], one_page)
        return cls(count, selecting(here, on=WAITING), rows, selection)
