"""Merging topics: all posts of some go into another, and their addresses lead there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.drafts import places as draft_places
from forum.drafts.models import Draft
from forum.moderation.acts import Act
from forum.moderation.models import LogEntry
from forum.moderation.moving import followers
from forum.moderation.moving.places import CannotMove, check_usable, lock_topics, point, retire, revive
from forum.moderation.moving.splitting import (
    UNDOABLE_FOR,
    at_numbers,
    back_detail,
    giving_back,
    keep,
    log_elsewhere,
    move_words,
    taking_in,
)
from forum.moderation.moving.tables import MergedTopic, TopicPointer, UndoFacts
from forum.moderation.reasons import FOR_MOVING
from forum.moderation.topic_targets import TOPIC
from forum.polls.models import Poll
from forum.posts.models import PendingPost
from forum.posts.moving import in_order_of_time, mend, order_of, rearrange
from forum.reports.models import Report
from forum.topics.models import Topic
from forum.topics.rules import readers_of


@transaction.atomic
def merge(
    by: User,
    sources: Sequence[Topic],
    target: Topic,
    reason: str = "",
    *,
    by_date: bool = True,
    pointer_days: int = 0,
) -> list[LogEntry]:
    """Move all posts of the sources into the target, by their dates or behind its end. Answers a log entry for each.

    Raise CannotMove, or PermissionDenied where `by` does not moderate all of them.
    """
    ids = sorted({source.pk for source in sources} - {target.pk})
    if not ids:
        raise CannotMove(CannotMove.same)
    _permissions, topics = lock_topics(by, *ids, target.pk)
    check_usable(*topics.values())
    if poll := Poll.objects.filter(topic__in=ids).first():
        raise CannotMove(str(CannotMove.poll) % {"topic": topics[poll.topic_id].title})
    return [
        _merge_one(by, topics[pk], topics[target.pk], reason, by_date=by_date, pointer_days=pointer_days)
        for pk in ids
    ]


def _merge_one(
    by: User, source: Topic, target: Topic, reason: str, *, by_date: bool, pointer_days: int
) -> LogEntry:
    order, there = order_of(source), order_of(target)
    waiting = list(PendingPost.objects.filter(topic=source).values_list("pk", flat=True))
    facts: dict[str, Any] = {"target": target.pk, "posts": [(pk, n) for n, pk in enumerate(order, 1)]}
    facts |= {"timer": source.timer, "timer_at": source.timer_at.isoformat() if source.timer_at else ""}
    facts["waiting"] = waiting
    facts |= rearrange(source, target, [], in_order_of_time(there, order) if by_date else [*there, *order])
    facts["followers"] = followers.carry_followers(source, target)
    facts["drafts"] = _carry_drafts(source, target)
    # What leads to what was merged into this one before leads to where that is now.
    TopicPointer.objects.filter(topic=source).update(topic=target)
    _carry_report(by, source, order[0])
    retire(by, source, reason, order[0])
    point(source.board_id, target, pointer_days, former=source)
    detail = {"posts": len(order), "target": target.pk, "to": target.board_id, "from": source.board_id}
    log_elsewhere(taking_in, by, target, source, reason, len(order))
    return keep(merging.log(by, source, reason, detail), facts)


def _carry_drafts(source: Topic, target: Topic) -> list[int]:
    """Replies that are being written go with the topic, for those who see the other and have none for it."""
    place, new_place = draft_places.for_reply(source), draft_places.for_reply(target)
    there = Draft.objects.filter(place=new_place).values("member")
    seeing = User.objects.filter(readers_of(target)).values("pk")
    drafts = Draft.objects.filter(place=place, member__in=seeing).exclude(member__in=there)
    ids = list(drafts.values_list("pk", flat=True))
    Draft.objects.filter(pk__in=ids).update(place=new_place)
    return ids


def _carry_report(by: User, source: Topic, first_post: int) -> None:
    """A report of the topic is one of its first post now, which is still there."""
    open_reports = Report.objects.filter(closed_at=None)
    if not open_reports.filter(post=first_post).exists():
        open_reports.filter(topic=source).update(topic=None, post=first_post)


def unmerge(by: User, source: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    """Make it a topic again, of those posts that are still where they went; None if none is."""
    kept = UndoFacts.objects.filter(entry=entry).first()
    merged = MergedTopic.objects.filter(topic=source).first()
    if kept is None or merged is None:
        return None
    facts = kept.facts
    _permissions, topics = lock_topics(by, source.pk, facts["target"])
    source, target = topics[source.pk], topics[facts["target"]]
    if not source.is_merged:
        return None
    check_usable(target)
    numbers = dict(facts["posts"])
    order = order_of(target)
    going, left = [pk for pk in order if pk in numbers], [pk for pk in order if pk not in numbers]
    if not going:
        return None
    if not left or going[0] == order[0]:
        raise CannotMove(str(CannotMove.begins) % {"topic": target.title})
    revive(source)
    rearrange(target, source, left, at_numbers(order_of(source), {pk: numbers[pk] for pk in going}))
    mend(facts)
    followers.bring_followers_back(source, target, facts["followers"])
    PendingPost.objects.filter(pk__in=facts["waiting"], topic=target).update(topic=source)
    _bring_drafts_back(source, target, facts["drafts"])
    TopicPointer.objects.filter(former=source).delete()
    if facts["timer"]:
        source.set_timer(facts["timer"], datetime.fromisoformat(facts["timer_at"]))
    LogEntry.objects.filter(post__in=going, topic=target).update(topic=source)
    log_elsewhere(giving_back, by, target, source, reason, len(going))
    return unmerging.log(by, source, reason, back_detail(entry, facts, going, left))


def _bring_drafts_back(source: Topic, target: Topic, drafts: Sequence[int]) -> None:
    place = draft_places.for_reply(source)
    taken = Draft.objects.filter(place=place).values("member")
    rows = Draft.objects.filter(pk__in=drafts, place=draft_places.for_reply(target))
    rows.filter(pk__in=list(rows.exclude(member__in=taken).values_list("pk", flat=True))).update(place=place)


merging = Act(
    name="merge",
    on=TOPIC,
    opposite="unmerge",
    label=_("Merge"),
    restricts=False,
    log_words=_("merged into another topic:"),
    reasons=FOR_MOVING,
    detail_words=move_words,
    notification=_("A moderator merged your topic “%(topic)s” into another one"),
    undo=unmerge,
    undoable_for=UNDOABLE_FOR,
)
unmerging = Act(
    name="unmerge",
    on=TOPIC,
    opposite="merge",
    undoable_for=timedelta(0),  # it is done anew
    label=_("Take apart"),
    restricts=False,
    log_words=_("took apart again:"),
    detail_words=move_words,
    notification=_("A moderator made “%(topic)s” a topic of its own again"),
)
ACTS = (merging, unmerging)
