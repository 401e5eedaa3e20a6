"""One step: an act that is done to several things, by what a page asks before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.models import User
from forum.moderation.acts import Act
from forum.moderation.models import LogEntry
from forum.pages.moderation.forms import ReasonForm
from forum.refusals import Refusal

MOST = 100  # things that an act is done to one after the other


@dataclass
class Outcome:
    """What came of a step: its log entries, to how many things it was done, and why not to others."""

    entries: list[LogEntry] = field(default_factory=list)
    done: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


Run = Callable[[User, Sequence[Any], dict[str, Any]], Outcome]


@dataclass(frozen=True)
class Step:
    act: Act[Any]
    form: type[ReasonForm]
    run: Run
    said: Any  # ngettext_lazy with %(count)d
    effect: str | Promise = ""
    most: int = MOST

    @property
    def name(self) -> str:
        return self.act.name

    def is_due(self, thing: Any) -> bool:
        return self.act.is_due(thing)

    def form_for(self, data: Any, *, by: User, things: Sequence[Any]) -> ReasonForm:
        return self.form(data, act=self.act, by=by, things=things, is_required=self.act.needs_reason)

    def dry_run(self, by: User, things: Sequence[Any], answers: dict[str, Any]) -> Outcome:
        """Do it, see what comes of it, and take all of it back before anybody has seen it."""
        with transaction.atomic():
            outcome = self.run(by, things, answers)
            transaction.set_rollback(True)
        return outcome

    def sentences(self, outcome: Outcome) -> list[str]:
        said = [str(self.said % {"count": outcome.done})] if outcome.done else []
        return said + [f"{count}: {why}" for why, count in outcome.left_out.items()]


def run_each(act_on: Callable[[User, Any, UUID, dict[str, Any]], LogEntry | None]) -> Run:
    def run(by: User, things: Sequence[Any], answers: dict[str, Any]) -> Outcome:
        """Act on each in a transaction of its own, or all of them would lock rows in an order of their own."""
        outcome, step = Outcome(), uuid4()
        for thing in things:
            try:
                # A refusal takes back what it has done alone, also where all of it is tried.
                with transaction.atomic():
                    entry = act_on(by, thing, step, answers)
            except Refusal as refusal:
                outcome.left_out[str(refusal)] += 1
            except PermissionDenied:
                outcome.left_out[gettext("You don’t have permission to do this there.")] += 1
            else:
                if entry is None:
                    outcome.left_out[gettext("Nothing to do.")] += 1
                else:
                    outcome.entries.append(entry)
                    outcome.done += 1
        return outcome

    return run


def run_act(act: Act[Any]) -> Run:
    return run_each(lambda by, thing, step, answers: act.perform(by, thing, step=step, **answers))
