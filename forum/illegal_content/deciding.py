"""Deciding a case: what was reported is removed or stays, and everybody who reported it is told which, and why."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.boards.models import read_permissions
from forum.illegal_content import notice_mail, profile_acts
from forum.illegal_content.models import LONGEST_ANSWER, Case, Objection, Thing
from forum.jobs.enqueuing import enqueue
from forum.moderation import post_acts, removals, topic_acts
from forum.moderation.log import moderates_members
from forum.moderation.models import LogEntry
from forum.moderation.own_items import refuse_own
from forum.moderation.queue import AlreadyDecided
from forum.moderation.removals import removal_detail
from forum.moderation.saved_texts import filled
from forum.posts.models import Post
from forum.reports.reporting import lock_thing
from forum.topics.models import Topic

DECIDED = "illegal_content.decided"


def find_for(by: User, case_id: int) -> Case:
    """Return the case as it is now. Raise PermissionDenied if it is not theirs to see."""
    seen = Case.objects.visible_to(read_permissions(by).reader, sees_members=moderates_members(by))
    case = seen.filter(pk=case_id).select_related("decided_by").first()
    if case is None:
        raise PermissionDenied
    return case


def decide(by: User, case_id: int, outcome: Case.Outcome, answer: str, **cited: Any) -> LogEntry | None:
    """Decide it, and return the entry of what was removed for it.

    Raise AlreadyDecided if somebody was quicker, AboutYourself if somebody else has to.
    """
    found = find_for(by, case_id)
    if found.decided_at is not None:
        raise AlreadyDecided(found.decided_by)
    refuse_own(by, found.thing)
    answer = filled(answer, found.thing, cited.get("rule"))
    with transaction.atomic():
        # First what it is about, as acts lock members, topics and posts before all else.
        entry = (
            None if outcome == Case.Outcome.NOTHING else take_away(by, found.thing, answer, outcome, cited)
        )
        facts: dict[str, Any] = {"decided_at": timezone.now(), "decided_by": by}
        facts |= {"outcome": outcome, "answer": answer[:LONGEST_ANSWER]}
        if not Case.objects.open().filter(pk=found.pk).update(**facts):
            raise AlreadyDecided(Case.objects.select_related("decided_by").get(pk=found.pk).decided_by)
        enqueue(DECIDED, case_id=found.pk)
    return entry


def take_away(
    by: User, thing: Thing, reason: str, outcome: Case.Outcome, cited: dict[str, Any]
) -> LogEntry | None:
    """Remove it; as illegal, so that its author can read it no more either. None if there was nothing left to do."""
    is_withheld = outcome == Case.Outcome.ILLEGAL
    is_spam = cited.pop("is_spam", False)
    if isinstance(thing, User):
        return profile_acts.clear_profile.perform(by, thing, reason, **cited)
    if isinstance(thing, Post) and thing.topic.is_removed and thing.is_first and thing.topic.post_count == 1:
        thing = thing.topic
    act: Any = post_acts.remove if isinstance(thing, Post) else topic_acts.remove
    more = {"in_removed_topic": True} if isinstance(thing, Post) else {}
    entry: LogEntry | None = act.perform(
        by, thing, reason, is_withheld=is_withheld, is_spam=is_spam, **more, **cited
    )
    return entry or keep_removed(by, thing, reason, cited, is_withheld=is_withheld)


def keep_removed(
    by: User, thing: Post | Topic, reason: str, cited: dict[str, Any], *, is_withheld: bool
) -> LogEntry | None:
    """What was removed before is withheld as well, and what its author removed is no more theirs to restore."""
    act: Any = post_acts.remove if isinstance(thing, Post) else topic_acts.remove
    row = act.on.lock(by, thing)
    if not row.is_removed or (row.removed_by_id != row.author_id and (row.is_withheld or not is_withheld)):
        return None
    detail = removal_detail(is_withheld) | {"instead_of": removals.state_of(row)}
    removals.set_state(row, by.pk, reason, is_withheld=is_withheld or bool(row.is_withheld))
    entry: LogEntry = act.log(by, row, reason, detail, **cited)
    return entry


def tell_notifiers(*, case_id: int, **_facts: Any) -> None:
    case = Case.objects.exclude(decided_at=None).filter(pk=case_id).first()
    if case is not None:
        notice_mail.write_decisions(case)


@transaction.atomic
def decide_objection(by: User, objection_id: int, outcome: Objection.Outcome, answer: str) -> None:
    """Let the decision stand, or have the case decided again, for all who object to it.

    Raise AlreadyDecided if somebody was quicker, AboutYourself if somebody else has to.
    """
    objection = Objection.objects.get(pk=objection_id)
    case = find_for(by, objection.notice.case_id)
    refuse_own(by, case.thing)
    lock_thing(case.thing)  # before the rest, as whoever reports it again does
    rows = Objection.objects.select_for_update(no_key=True, of=("self",)).filter(notice__case=case)
    waiting = {each.pk: each for each in rows.select_related("notice__by").order_by("pk")}
    objection = waiting[objection.pk]
    if objection.decided_at is not None:
        raise AlreadyDecided(objection.decided_by)
    for each in waiting.values():
        if each.decided_at is not None:
            continue
        each.decided_at, each.decided_by = timezone.now(), by
        each.outcome, each.answer = outcome, answer[:LONGEST_ANSWER]
        each.is_same_person = case.decided_by_id == by.pk
        each.save()
        notice_mail.write_objection_outcome(each)
    if outcome == Objection.Outcome.AGAIN:
        reopen(case)


def look_again(entry: LogEntry) -> None:
    """What was removed by a decision is there again: whoever reported it was told otherwise, so it is decided anew."""
    if entry.act not in (post_acts.restore.name, profile_acts.restore_profile.name):
        return
    if entry.post_id:
        about = Q(post=entry.post_id)
    elif entry.topic_id:
        about = Q(topic=entry.topic_id) | Q(post__topic=entry.topic_id, post__removed_at=None)
    else:
        about = Q(member=entry.member_id)
    latest: dict[tuple[int | None, ...], Case] = {}
    for case in Case.objects.filter(about).exclude(decided_at=None).order_by("decided_at", "pk"):
        latest[case.post_id, case.topic_id, case.member_id] = case
    for case in latest.values():
        if case.outcome != Case.Outcome.NOTHING:
            reopen(case)


def reopen(case: Case) -> None:
    """Put it into the queue again; if the thing has another open case by now, its notices are decided with that."""
    other = (
        Case.objects.open().exclude(pk=case.pk).filter(post=case.post, topic=case.topic, member=case.member)
    )
    if (present := other.first()) is not None:
        case.notices.update(case=present)
        return
    now = timezone.now()
    again = {
        "decided_at": None,
        "outcome": "",
        "answer": "",
        "queued_at": now,
        "by_share": False,
        "reopened_at": now,
    }
    Case.objects.filter(pk=case.pk).update(**again)
