"""What a member is told of an act that restricts them: why, which rule, for how long, by whom, and how to appeal.

The page about the act, its mail and the page that refuses a suspended member show the same facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.moderation import acts, undoing
from forum.moderation.models import LogEntry
from forum.site.models import SiteSettings

TIME_TO_APPEAL = timedelta(days=183)  # six months, as EU law has it
SALT = "appeal"
MOST = 100  # acts of one step that are told one by one


@dataclass(frozen=True)
class Fact:
    label: str
    words: str
    address: str = ""


def concerned_id(entry: LogEntry) -> int | None:
    """Whom an act concerns: the member, or who wrote the thing."""
    if entry.member_id:
        return entry.member_id
    thing = entry.post or entry.topic
    return thing.author_id if thing else None


def concerns(member_id: int | None) -> Q:
    """Acts on a member, and on what they wrote."""
    on_post, on_topic = (
        Q(member=None, post__author=member_id),
        Q(member=None, post=None, topic__author=member_id),
    )
    return Q(member=member_id) | on_post | on_topic


def sentence_of(entry: LogEntry) -> str:
    """What was done, with the title that the topic, or the board, had at that time."""
    act = acts.of(entry)
    if act is None:
        return ""
    return str(wording(act, entry.is_automatic) % {"topic": title_at_the_time(entry), "count": 1})


def wording(act: acts.Act[Any], is_automatic: bool) -> Any:
    return act.automatic_notification if is_automatic and act.automatic_notification else act.notification


def title_at_the_time(entry: LogEntry) -> str:
    seen = entry.detail.get("seen") or {}
    return str(entry.detail.get("title") or seen.get("title") or (entry.topic.title if entry.topic else ""))


def reason_of(entry: LogEntry) -> str:
    """The reason as it is told: not of what was undone, and not from before reasons were told."""
    return entry.reason if entry.detail.get("tells_reason") and "undoes" not in entry.detail else ""


def facts_of(entry: LogEntry) -> list[Fact]:
    facts = []
    if reason := reason_of(entry):
        facts.append(Fact(_("Reason"), reason))
    if not acts.restricted(entry):
        return facts
    if entry.rule:
        facts.append(Fact(_("Rule"), entry.rule, entry.rule_address))
    facts.append(Fact(_("How long"), duration_of(entry)))
    facts.append(Fact(_("How it came up"), cause_of(entry)))
    facts.append(Fact(_("Decided by"), decider_of(entry)))
    return facts


def duration_of(entry: LogEntry) -> str:
    if until := until_words(entry.detail.get("until") or ""):
        return _("Until %(time)s") % {"time": until}
    if "expires" in entry.detail:
        expires = until_words(entry.detail["expires"])
        return _("It counts until %(time)s") % {"time": expires} if expires else _("It counts for good")
    act = acts.of(entry)
    return str(act.lasts) if act and act.lasts else _("Until a moderator undoes it")


def until_words(until: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(until)), "DATETIME_FORMAT") if until else ""


def cause_of(entry: LogEntry) -> str:
    if entry.is_automatic:
        return _("Automatically, after reports") if entry.report_id else _("Automatically")
    if "waited" in entry.detail:
        return _("It waited for approval, and a moderator read it")
    return _("After a report") if entry.report_id else _("A moderator noticed it; nobody reported it")


def decider_of(entry: LogEntry) -> str:
    """The role, or the name where the forum says names."""
    if entry.by is None:
        return _("Nobody: the forum did it automatically")
    is_admin = entry.by.is_superuser
    if SiteSettings.current().names_moderators and entry.by.closed_at is None:
        words = _("%(name)s, administrator") if is_admin else _("%(name)s, moderator")
        return words % {"name": entry.by.name}
    return _("An administrator") if is_admin else _("A moderator")


def same_step(entry: LogEntry) -> list[LogEntry]:
    """This and what else the same form did to the same member, the first of it first."""
    return same_steps([entry])[0]


def same_steps(entries: Sequence[LogEntry]) -> list[list[LogEntry]]:
    """The same for each of these, in one query."""
    asked = [Q(step=entry.step) & concerns(concerned_id(entry)) for entry in entries if entry.step]
    rows = LogEntry.objects.filter(reduce(or_, asked, Q(pk__in=[])))
    rows = rows.select_related("by", "topic", "post", "member").order_by("pk")[: MOST * len(entries)]
    steps: dict[tuple[Any, int | None], list[LogEntry]] = {}
    for row in rows:
        if acts.restricted(row):
            steps.setdefault((row.step, concerned_id(row)), []).append(row)
    return [steps.get((entry.step, concerned_id(entry))) or [entry] for entry in entries]


def appealable_until(entry: LogEntry) -> datetime | None:
    """Until when the member can appeal; None if there is nothing to appeal against."""
    if not acts.restricted(entry) or "undoes" in entry.detail:
        return None
    return entry.created_at + TIME_TO_APPEAL


def can_be_appealed(entry: LogEntry) -> bool:
    """Whether there is time left, and it has not been undone."""
    until = appealable_until(entry)
    return until is not None and timezone.now() < until and not undoing.is_undone(entry)


def link_by_mail(entry: LogEntry) -> str:
    """The address of the page about the act, to read and to appeal, without signing in."""
    return reverse(
        "act-notice-by-mail", args=[signing.Signer(salt=SALT).sign(f"{entry.pk}.{concerned_id(entry)}")]
    )


def read_token(token: str) -> tuple[int, int] | None:
    """The entry and the member; None if we did not make it."""
    try:
        entry_id, member_id = signing.Signer(salt=SALT).unsign(token).split(".")
        return int(entry_id), int(member_id)
    except (signing.BadSignature, ValueError):
        return None
