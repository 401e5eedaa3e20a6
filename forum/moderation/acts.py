"""The table of moderation acts: all that moderators do to topics, posts and members.

The page, the admin, undoing, the log, the author's notification and the importer read it; a new act is one entry.
Those that come with the forum stand in `topic_acts`, `post_acts` and `member_acts`. An installed app adds its own by
`acts.register(Act(...))` in its `ready()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import Reader, User
from forum.jobs.enqueuing import enqueue
from forum.moderation.models import LogEntry
from forum.moderation.reasons import ReadyReason
from forum.moderation.saved_texts import filled
from forum.own_pages.rules import Rule
from forum.posts.models import Post
from forum.reports.closing import close_about, open_report_about
from forum.topics.models import Topic

Thing = TypeVar("Thing", bound=Model)
Words = str | Promise
LONGEST_REASON = 500  # of what the columns hold
Detail = dict[str, Any]


def no_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return ""


@dataclass(frozen=True)
class Target(Generic[Thing]):
    """What can be acted on. `name` is its column in the log, `permission` what the admin requires besides.

    What is on no board is moderated by those alone who have that permission, in the page too.
    """

    name: str
    permission: str
    may_moderate: Callable[[Reader, Thing], bool]
    # Answers the row as it is now, under a lock; raises PermissionDenied, by permissions that are read anew.
    lock: Callable[[User, Thing], Thing]
    is_on_board: bool = True

    def allows(self, by: Reader, thing: Thing) -> bool:
        """Whether the page offers acts on this to the reader. Whoever is silenced only reads, staff too."""
        if by.is_authenticated and by.is_silenced:
            return False
        return self.may_moderate(by, thing) and (self.is_on_board or by.has_perm(self.permission))


@dataclass(frozen=True, kw_only=True, eq=False)
class Act(Generic[Thing]):
    """Called, it acts and logs it: `lock(by, topic, reason)` returns False if there was nothing left to do.

    Raise PermissionDenied, or what else `change` raises. The admin offers every act, and so do the menus of topics,
    posts and members, each with a page of its own. Removing posts has one in `forum/pages/posts`, for authors too.
    """

    do_not_call_in_templates: ClassVar[bool] = True  # Django's templates call whatever can be called
    # What forms ask of every act, and have a place of their own for.
    grounds: ClassVar[tuple[str, ...]] = ("ready", "reason", "rule", "staff_note")

    name: str  # in addresses, in forms and in the log
    on: Target[Thing]
    opposite: str = ""  # the name of the act that undoes it; without one it cannot be undone
    label: Words
    title: Words = ""  # of its page; the label, if there is none
    effect: Words = ""  # what follows from it, said before it is done
    button: Words = ""
    done: Words = ""  # said after it was done to one thing
    done_to_many: Any = ""  # ngettext_lazy with %(count)d
    # Whether it takes something from a member: then they are told what, where, how long, why, by which rule and whom,
    # and how to object. Never left to a default; such an act needs a `notification`.
    restricts: bool
    # Of acts that restrict only at times: whether this one, as it was logged, did.
    did_restrict: Callable[[LogEntry], bool] = lambda entry: True
    log_words: Words  # between who did it and what it was done to
    # The log's second column, of the detail and the names of boards that the reader of the log sees.
    detail_words: Callable[[Detail, Mapping[int, str]], str] = no_words
    # A sentence with %(topic)s for whoever wrote the thing, or is acted on; without one they are not notified.
    # As ngettext_lazy with %(count)d it also speaks for several posts in one topic.
    notification: Any = ""
    automatic_notification: Any = ""  # the same, where the forum did it in nobody’s name
    lasts: Words = ""  # how long a restriction lasts that says no time; else, until a moderator undoes it
    tells_itself: bool = False  # its own function notifies the member, by a kind of its own
    tells_by_mail: bool = True  # off: at the bell and when signing in alone
    asks: str = ""  # what its form asks besides the reason: see forum/pages/moderation/form_table.py
    needs_reason: bool = False
    reasons: tuple[ReadyReason, ...] = ()
    is_quick: bool = False  # done from the menu at once, without a page and a reason
    is_harsh: bool = False
    is_for_admin: bool = False  # offered in the admin alone
    is_secret: bool = False  # no log but that of administrators has it, and no member's own data
    imported_as: tuple[str, ...] = ()  # what archives of Discourse call it
    is_due: Callable[[Thing], bool] = lambda thing: True
    # Whether somebody who moderates there may do it in the thing's present state.
    is_allowed: Callable[[Reader, Thing], bool] = lambda by, thing: True
    # Takes who acts, the locked thing, the reason, and by name what else the form asked. Answers what the log keeps
    # besides the reason, if anything; False where there was nothing to do. None: the act has a function of its own.
    change: Callable[..., Detail | Literal[False] | None] | None = None
    # Takes who acts, the thing, the log entry and the reason. Only where the opposite needs to be told more.
    undo: Callable[[User, Thing, LogEntry, str], LogEntry | None] | None = None
    undoable_for: timedelta | None = None  # after that it stays
    # Whether its undo can do something, as the thing is now; asked without a query for each.
    is_undoable: Callable[[LogEntry], bool] = lambda entry: True
    by_hand: Words = ""  # what to do by hand where an appeal against it is right and Undo can’t help

    def __call__(self, by: User, thing: Thing, reason: str = "", **answers: Any) -> bool:
        return self.perform(by, thing, reason, **answers) is not None

    @transaction.atomic
    def perform(
        self,
        by: User,
        thing: Thing,
        reason: str = "",
        *,
        rule: Rule | None = None,
        staff_note: str = "",
        step: UUID | None = None,
        **answers: Any,
    ) -> LogEntry | None:
        """Act, and return the log entry; None if there was nothing left to do.

        `step` is the same for all that one form does, and whoever is told of it is told once.
        """
        if self.change is None:
            raise TypeError(f"{self.name} has a function of its own.")
        if by.is_silenced:
            raise PermissionDenied
        thing = self.on.lock(by, thing)
        if not self.is_allowed(by, thing):
            raise PermissionDenied
        reason = filled(reason, thing, rule)[:LONGEST_REASON]
        # Asked of the locked row: somebody else may have done it since the page was shown.
        if not self.is_due(thing):
            return None
        before = Visibility.of(thing)
        detail = self.change(by, thing, reason, **answers)
        if detail is False:
            return None
        cited: dict[str, Any] = {"rule": rule, "staff_note": staff_note, "step": step}
        entry = self.log(by, thing, reason, detail, before, **cited)
        if isinstance(thing, Topic) and before is not None:
            enqueue_topic_change(thing, before.board_id, self.name)
        return entry

    def log(
        self,
        by: User | None,
        thing: Thing,
        reason: str,
        detail: Detail | None = None,
        before: "Visibility | None" = None,
        *,
        rule: Rule | None = None,
        staff_note: str = "",
        step: UUID | None = None,
    ) -> LogEntry:
        """Write the log entry, with what its author could see of the thing before or after the act.

        They may be notified after it has been renamed, or moved to a board that they do not see. Nobody: automatically.
        """
        entry = LogEntry(by=by, act=self.name, reason=reason[:LONGEST_REASON], detail=detail or {})
        entry.staff_note, entry.step = staff_note[:LONGEST_REASON], step or uuid4()
        if step is not None:
            entry.detail = entry.detail | {"is_in_step": True}
        if rule is not None:
            entry.rule, entry.rule_address = rule.words, rule.address
        setattr(entry, self.on.name, thing)
        if self.restricts and isinstance(thing, Topic | Post | User):
            entry.report = open_report_about(thing)
        if after := Visibility.of(thing):
            entry.topic = after.topic
            boards = after.boards_since(before or after)
            entry.detail = entry.detail | {"seen": {"title": after.topic.title, "boards": boards}}
        if self.notification:
            # Before authors were told reasons, these were written for moderators alone.
            entry.detail = entry.detail | {"tells_reason": True}
        entry.save()
        if self.notification and not self.tells_itself:
            enqueue("author.moderated", entry_id=entry.pk)
        if self.is_harsh and by is not None and isinstance(thing, Topic | Post | User):
            # Whoever reported it is told, wherever the moderator came from.
            close_about(by, thing)
        for told in WHEN_LOGGED:
            told(entry)
        return entry

    @property
    def heading(self) -> Words:
        return self.title or self.label

    def said(self, count: int = 1) -> str:
        """What to say after it was done to so many."""
        return str(self.done) if self.done and count == 1 else str(self.done_to_many % {"count": count})


@dataclass(frozen=True)
class Visibility:
    """On which board a topic, or that of a post, was at one moment, if on any, and whether it was removed."""

    topic: Topic
    board_id: int | None
    is_removed: bool

    @classmethod
    def of(cls, thing: Model) -> "Visibility | None":
        topic = thing.topic if isinstance(thing, Post) else thing
        return cls(topic, topic.board_id, topic.is_removed) if isinstance(topic, Topic) else None

    def boards_since(self, before: "Visibility") -> list[int]:
        if before.is_removed and self.is_removed:
            return []
        boards = dict.fromkeys([before.board_id, self.board_id])
        return [board for board in boards if board is not None]


def enqueue_topic_change(topic: Topic, former_board_id: int | None, act: str) -> None:
    facts: dict[str, Any] = {"topic_id": topic.pk, "board_id": topic.board_id, "act": act}
    if topic.board_id == former_board_id:
        enqueue("topic.moderated", **facts)
    else:
        enqueue("topic.moved", former_board_id=former_board_id, **facts)


TABLE: dict[tuple[str, str], Act[Any]] = {}
# Each is told of an act that was logged, in the same transaction.
WHEN_LOGGED: list[Callable[[LogEntry], None]] = []


def register(*acts: Act[Any]) -> None:
    """Add acts to the table; lists and menus keep this order. Raise ValueError for a second one of a name."""
    for act in acts:
        key = (act.on.name, act.name)
        if key in TABLE:
            raise ValueError(f"There is an act “{act.name}” on a {act.on.name} already.")
        TABLE[key] = act
    _offered_on.cache_clear()


def find(on: str, name: str) -> Act[Any] | None:
    return TABLE.get((on, name))


def of(entry: LogEntry) -> Act[Any] | None:
    """The act a log entry tells of; None if the app that brought it is no longer installed."""
    return find(entry.on, entry.act)


def offered_on(on: str) -> list[Act[Any]]:
    """The acts on things of this kind."""
    return list(_offered_on(on))


@cache
def _offered_on(on: str) -> tuple[Act[Any], ...]:
    return tuple(act for act in TABLE.values() if act.on.name == on and act.change is not None)


def due(by: Reader, on: str, thing: Model, *, in_admin: bool = False) -> list[Act[Any]]:
    """The acts that this reader may do to the thing in its present state."""
    offered = [act for act in offered_on(on) if in_admin or not act.is_for_admin]
    targets = [target for target in {act.on for act in offered} if target.allows(by, thing)]
    allowed = (act for act in offered if act.on in targets and act.is_allowed(by, thing))
    return [act for act in allowed if act.is_due(thing)]


def secret() -> list[str]:
    """The names of acts of which nobody but administrators may learn."""
    return sorted({act.name for act in TABLE.values() if act.is_secret})


def names_by_import() -> dict[str, str]:
    """The names of acts on topics, by their codes in imported archives."""
    return {code: act.name for act in offered_on("topic") for code in act.imported_as}


def restricted(entry: LogEntry) -> bool:
    """Whether the act took something from a member."""
    act = of(entry)
    return act is not None and act.restricts and act.did_restrict(entry)


def words_of(entry: LogEntry) -> str:
    act = of(entry)
    return str(act.log_words) if act else entry.act
