"""Timers: what is done to a topic at a time, or so many days after its last post, in the name of who set it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board, read_permissions
from forum.moderation import acts
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.moderation.topic_acts import lock, move, remove, unlock
from forum.moderation.topic_targets import TOPIC
from forum.topics.models import Topic
from forum.topics.rules import may

TIMED = {act.name: act for act in (lock, unlock, move, remove)}
AT_A_TIME = 100


def set_on(
    by: User,
    topic: Topic,
    reason: str,
    *,
    act: str,
    at: datetime | None = None,
    days: int | None = None,
    board: Board | None = None,
) -> Detail:
    """Give the topic a timer for a time, or for so many days after the last post."""
    if board is not None and not may(read_permissions(by), "moderate", board):
        raise PermissionDenied
    timer = {"act": act, "days": days, "board": board.pk if board else None, "by": by.pk, "reason": reason}
    due_at = at or topic.last_post_at + timedelta(days=days or 0)
    topic.set_timer(timer, due_at)
    return {"timer": timer, "at": due_at.isoformat()}


def cancel_on(by: User, topic: Topic, reason: str) -> Detail:
    detail = {"timer": topic.timer, "at": topic.timer_at.isoformat() if topic.timer_at else ""}
    topic.set_timer(None, None)
    return detail


def set_again(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    timer = entry.detail["timer"]
    board = Board.objects.filter(pk=timer["board"]).first() if timer["board"] else None
    if timer["board"] and board is None:
        return None
    at = None if timer["days"] else parse_datetime(entry.detail["at"])
    return setting.perform(
        by, topic, timer["reason"], act=timer["act"], at=at, days=timer["days"], board=board
    )


def words(detail: Detail, boards: Mapping[int, str]) -> str:
    timer: dict[str, Any] = detail.get("timer") or {}
    act = TIMED.get(timer.get("act", ""))
    if act is None:
        return ""
    if not timer.get("board"):
        return str(act.label)
    board = boards.get(timer["board"], gettext("another board"))
    return gettext("%(act)s: to %(board)s") % {"act": act.label, "board": board}


setting = Act(
    name="set-timer",
    on=TOPIC,
    opposite="cancel-timer",
    label=_("Set a timer"),
    title=_("Set a timer for this topic"),
    effect=_("It is done in your name at that time, if you still have permission then."),
    button=_("Set timer"),
    done=_("Timer set."),
    done_to_many=ngettext_lazy("Timer set for %(count)d topic.", "Timer set for %(count)d topics.", "count"),
    restricts=False,
    log_words=_("set a timer for"),
    detail_words=words,
    asks="timer",
    is_due=lambda topic: topic.timer_at is None,
    change=set_on,
)

cancelling = Act(
    name="cancel-timer",
    on=TOPIC,
    opposite="set-timer",
    label=_("Cancel the timer"),
    title=_("Cancel the timer of this topic"),
    effect=_("What it was to do is not done."),
    button=_("Cancel timer"),
    done=_("Timer cancelled."),
    done_to_many=ngettext_lazy(
        "Timer of %(count)d topic cancelled.", "Timers of %(count)d topics cancelled.", "count"
    ),
    restricts=False,
    log_words=_("cancelled the timer of"),
    detail_words=words,
    is_quick=True,
    is_due=lambda topic: topic.timer_at is not None,
    change=cancel_on,
    undo=set_again,
)

# Who set it may not do it any more, or the board is gone.
lapsing = Act(
    name="timer-lapsed",
    on=TOPIC,
    label=_("Timer without effect"),
    restricts=False,
    log_words=_("could not do what their timer was set for, to"),
    detail_words=words,
)

ACTS = (setting, cancelling, lapsing)


def run_due_timers() -> None:
    due = Topic.objects.filter(timer_at__lte=timezone.now()).order_by("timer_at")
    for topic_id in list(due.values_list("pk", flat=True)[:AT_A_TIME]):
        run_timer(topic_id)


@transaction.atomic
def run_timer(topic_id: int) -> None:
    """Do what the timer says, once, if whoever set it still may."""
    now = timezone.now()
    rows = Topic.objects.select_for_update(no_key=True)
    topic = rows.filter(pk=topic_id, timer_at__lte=now).first()
    if topic is None or topic.timer is None:
        return
    timer = topic.timer
    if timer["days"] and (due_at := topic.last_post_at + timedelta(days=timer["days"])) > now:
        topic.set_timer(timer, due_at)
        return
    topic.set_timer(None, None)
    by = User.objects.get(pk=timer["by"])
    try:
        with transaction.atomic():
            do(by, topic, timer)
    except PermissionDenied:
        lapsing.log(by, topic, timer["reason"], {"timer": timer})


def do(by: User, topic: Topic, timer: dict[str, Any]) -> None:
    if not by.is_active or by.closed_at or by.is_suspended:
        raise PermissionDenied
    answers: dict[str, Any] = {}
    if timer["board"]:
        answers["board"] = Board.objects.filter(pk=timer["board"]).first()
        if answers["board"] is None:
            raise PermissionDenied
    act = acts.find("topic", timer["act"])
    if act is not None:
        act.perform(by, topic, timer["reason"], **answers)
