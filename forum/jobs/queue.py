"""The queue: rows that are each to be done once, by whichever worker claims them. A job is one, and so is a mail.

A claim is a token in the row. Before each piece of work a worker asks whether the token is still its own, since another
worker takes over what looks abandoned: slow is not dead. A process remembers what it has claimed, so that a database
which went away finds it given back as soon as it answers again.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import Error, InterfaceError, OperationalError, models, transaction
from django.db.models import Min, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Item = TypeVar("Item", bound="QueueItem")

# The states that every queue has. Whatever else a row can end in is named by its model.
WAITING, RUNNING, FAILED = "waiting", "running", "failed"
UNFINISHED = (WAITING, RUNNING)
LONGEST_ERROR = 2000  # characters

# What this process has claimed, and what it has done but could not note any more.
_claimed: dict[tuple[type[QueueItem], int], str] = {}
_unsettled: list[tuple[QueueItem, dict[str, Any]]] = []


class QueueQuerySet(models.QuerySet[Item]):
    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def failed(self) -> Self:
        return self.filter(state=FAILED)

    def overdue(self, since: datetime) -> Self:
        """Rows that nobody has claimed since that moment, and claimed ones that nobody has gone on with."""
        untouched = Q(state=WAITING, error="", due_at__lt=since)
        return self.filter(untouched | Q(state=RUNNING, claimed_at__lt=since))

    def longest_wait(self, begin: str | Combinable = "created_at") -> timedelta | None:
        """The age of the oldest of these; None if there are none."""
        oldest = self.aggregate(oldest=Min(begin))["oldest"]
        return max(timezone.now() - oldest, timedelta()) if oldest else None

    def due(self) -> Self:
        return self.filter(state=WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")

    def abandoned(self) -> Self:
        return self.filter(state=RUNNING, claimed_at__lt=timezone.now() - self.model.ABANDONED_AFTER)

    def claim(self, size: int = 1) -> list[Item]:
        """Claim the first that are due, or that a dead worker has left. `begin` counts the try."""
        for rows in (self.abandoned(), self.due()):
            # The look before costs no lock, so an idle worker never holds up somebody who posts.
            if rows.exists() and (items := rows._take(size)):
                return items
        return []

    def claim_new(self, size: int) -> list[Item]:
        """Claim the first that are due and were never tried, and count the try."""
        return self.due().filter(attempts=0)._take(size, attempts=1)

    def finish_all(self, items: Sequence[Item], state: str) -> None:
        """Settle these, which this worker has claimed together, unless another has taken them over."""
        ids, changes = [item.pk for item in items], {"state": state, "claim": "", "done_at": timezone.now()}
        try:
            self.filter(pk__in=ids, claim=items[0].claim, state=RUNNING).update(**changes, error="")
        except Error:
            _unsettled.extend((item, dict(changes)) for item in items)
            raise
        for item in items:
            _claimed.pop((type(item), item.pk), None)

    @transaction.atomic
    def _take(self, size: int, **changes: Any) -> list[Item]:
        token = uuid.uuid4().hex
        claim = {"state": RUNNING, "claim": token, "claimed_at": timezone.now(), **changes}
        items = list(self.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")[:size])
        for item in items:
            vars(item).update(claim)
            # Before the row says so: the answer to a commit may be lost on its way.
            _claimed[type(item), item.pk] = token
        self.model._default_manager.filter(pk__in=[item.pk for item in items]).update(**claim)
        return items

    def retry(self) -> int:
        """Let the worker try these anew, as often as at first; return how many there were to try."""
        idle = self.filter(state__in=[WAITING, FAILED])
        return idle.update(state=WAITING, attempts=0, due_at=timezone.now(), done_at=None)

    def forget_old(self) -> int:
        """Delete rows done long ago. Failed ones stay until somebody has looked at them."""
        done = self.exclude(state__in=[*UNFINISHED, FAILED])
        deleted, _each = done.filter(done_at__lt=timezone.now() - self.model.KEPT_FOR).delete()
        return deleted


class QueueItem(models.Model):
    """A row that a worker claims, begins and settles. A subclass has the choices of `state`, and an index on it."""

    # A claim that nobody renewed for so long belongs to a worker that is dead.
    ABANDONED_AFTER: ClassVar[timedelta]
    ATTEMPTS: ClassVar[int]
    KEPT_FOR: ClassVar[timedelta]

    state = models.CharField(gettext_lazy("state"), max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(gettext_lazy("tries"), default=0)
    created_at = models.DateTimeField(gettext_lazy("created"), default=timezone.now)
    due_at = models.DateTimeField(gettext_lazy("next try"), default=timezone.now)
    claim = models.CharField(gettext_lazy("claim"), max_length=32, blank=True, default="", editable=False)
    claimed_at = models.DateTimeField(gettext_lazy("started"), null=True)
    done_at = models.DateTimeField(gettext_lazy("finished"), null=True)
    error = models.TextField(gettext_lazy("error"), blank=True)

    class Meta:
        abstract = True

    def begin(self) -> bool:
        """Count a try and renew the claim. Return False if the claim is another worker's."""
        is_mine = self.change(claimed_at=timezone.now(), attempts=self.attempts + 1)
        if is_mine and self.attempts > self.ATTEMPTS:
            # Nobody was left to postpone it after its last try. It must not kill workers for ever.
            self.finish(FAILED, _("Each worker that tried this was killed."))
            return False
        return is_mine

    def finish(self, state: str, error: str = "") -> bool:
        return self.settle(state, error=error, done_at=timezone.now())

    def postpone(self, error: str, attempts: int | None = None) -> bool:
        """Try again later, each time after a longer pause, until the attempts are used up."""
        if self.attempts >= (attempts or self.ATTEMPTS):
            return self.finish(FAILED, error)
        return self.settle(WAITING, error=error, due_at=timezone.now() + pause_after(self.attempts))

    def settle(self, state: str, **changes: Any) -> bool:
        """End the claim and set this state; return False if another worker has taken it over."""
        if "error" in changes:
            changes["error"] = storable(changes["error"])[:LONGEST_ERROR]
        changes |= {"state": state, "claim": ""}
        try:
            return self.change(**changes)
        except Error:
            # What is done stays done, though the database cannot be told before it is back.
            if state != WAITING:
                _unsettled.append((self, changes))
            raise

    def change(self, **changes: Any) -> bool:
        """Write to the row if its claim is this worker's; return whether it is."""
        mine = type(self)._default_manager.filter(pk=self.pk, claim=self.claim, state=RUNNING)
        is_mine = bool(mine.update(**changes))
        if is_mine:
            vars(self).update(changes)
        if not (is_mine and self.claim):
            _claimed.pop((type(self), self.pk), None)
        return is_mine


def release_all() -> None:
    """Give back all that this process has claimed: after its database was away, or before it ends."""
    while _unsettled:
        item, changes = _unsettled.pop()
        try:
            item.change(**changes)
        except (OperationalError, InterfaceError):
            _unsettled.append((item, changes))
            raise
    for (model, pk), token in list(_claimed.items()):
        mine = model._default_manager.filter(pk=pk, claim=token, state=RUNNING)
        mine.update(state=WAITING, claim="")
        del _claimed[model, pk]


def pause_after(attempts: int) -> timedelta:
    return timedelta(seconds=min(5 * 3 ** min(attempts, 10), 6 * 3600))


def storable(text: str) -> str:
    # An error may quote what broke it, and PostgreSQL keeps neither NUL nor half a surrogate pair.
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode()
