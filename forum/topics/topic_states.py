"""What acts change in the row of a topic: each change raises its version."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board


class TopicStates(models.Model):
    """A part of a topic. Whether somebody may do it is asked before."""

    version = models.PositiveIntegerField(default=1, editable=False)
    is_gone_publicly: Any

    class Meta:
        abstract = True

    def _mark(self, **changes: Any) -> None:
        """Save a change of state and raise the version, so that no cached page outlives it."""
        for field, value in changes.items():
            setattr(self, field, value)
        # Counted by the database, so that two changes make two versions.
        self.version = F("version") + 1
        self.save(update_fields=[*changes, "version"])
        self.refresh_from_db(fields=["version"])

    def slow_down(self, minutes: int, until: datetime | None) -> None:
        self._mark(slow_minutes=minutes, slow_until=until)

    def set_timer(self, timer: dict[str, Any] | None, at: datetime | None) -> None:
        self._mark(timer=timer, timer_at=at)

    def lock(self, by: User | None, reason: str = "") -> None:
        self._mark(locked_at=timezone.now(), locked_by=by, locked_reason=reason)

    def unlock(self) -> None:
        self._mark(locked_at=None, locked_by=None, locked_reason="")

    def pin(self, by: User, *, until: datetime | None = None, everywhere: bool = False) -> None:
        self._mark(
            pinned_at=timezone.now(), pinned_by=by, pinned_until=until, is_pinned_everywhere=everywhere
        )

    def unpin(self) -> None:
        self._mark(pinned_at=None, pinned_by=None, pinned_until=None, is_pinned_everywhere=False)

    def solve(self, at: datetime) -> None:
        self._mark(solved_at=at)

    def reopen(self) -> None:
        self._mark(solved_at=None)

    def move(self, board: Board) -> None:
        # Visitors have not seen it there.
        self._mark(board=board, **({"is_gone_publicly": False} if self.is_gone_publicly else {}))

    def rename(self, title: str) -> None:
        self._mark(title=title)

    def remove(
        self, by: User, reason: str = "", *, is_withheld: bool | None = None, is_gone_publicly: bool = False
    ) -> None:
        self._mark(
            removed_at=timezone.now(),
            removed_by=by,
            removed_reason=reason,
            is_withheld=is_withheld,
            is_gone_publicly=is_gone_publicly,
        )

    def restore(self) -> None:
        self._mark(
            removed_at=None, removed_by=None, removed_reason="", is_withheld=None, is_gone_publicly=False
        )

    def touch(self) -> None:
        self._mark()
