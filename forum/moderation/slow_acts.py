"""Slow mode of one topic: members wait between two replies."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.moderation.topic_targets import TOPIC
from forum.topics.models import Topic


def slow_down(by: User, topic: Topic, reason: str, *, minutes: int, until: datetime | None = None) -> Detail:
    topic.slow_down(minutes, until)
    return _present(topic)


def end_slow_mode(by: User, topic: Topic, reason: str) -> Detail:
    detail = _present(topic)
    topic.slow_down(0, None)
    return detail


def slow_down_again(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    until = entry.detail.get("until") or ""
    return slow.perform(
        by, topic, reason, minutes=entry.detail["minutes"], until=parse_datetime(until) if until else None
    )


def _present(topic: Topic) -> Detail:
    return {"minutes": topic.slow_minutes, "until": topic.slow_until.isoformat() if topic.slow_until else ""}


def words(detail: Detail, boards: Mapping[int, str]) -> str:
    count = detail.get("minutes", 0)
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count} if count else ""


slow = Act(
    name="slow-mode",
    on=TOPIC,
    opposite="end-slow-mode",
    label=_("Slow mode"),
    title=_("Slow this topic down"),
    effect=_("Members wait between two replies here. The form says so. Moderators never wait."),
    button=_("Start slow mode"),
    done=_("Slow mode is on."),
    done_to_many=ngettext_lazy("%(count)d topic slowed down.", "%(count)d topics slowed down.", "count"),
    restricts=True,
    log_words=_("slowed down"),
    detail_words=words,
    notification=_("A moderator switched on slow mode in your topic “%(topic)s”"),
    asks="slow mode",
    is_due=lambda topic: not topic.is_slow,
    change=slow_down,
)

end_slow = Act(
    name="end-slow-mode",
    on=TOPIC,
    opposite="slow-mode",
    label=_("End slow mode"),
    title=_("End slow mode"),
    effect=_("Members can reply as often as elsewhere again."),
    button=_("End slow mode"),
    done=_("Slow mode is off."),
    done_to_many=ngettext_lazy(
        "Slow mode ended in %(count)d topic.", "Slow mode ended in %(count)d topics.", "count"
    ),
    restricts=False,
    log_words=_("ended slow mode of"),
    is_quick=True,
    notification=_("A moderator ended slow mode in your topic “%(topic)s”"),
    is_due=lambda topic: topic.is_slow,
    change=end_slow_mode,
    undo=slow_down_again,
)

ACTS = (slow, end_slow)
