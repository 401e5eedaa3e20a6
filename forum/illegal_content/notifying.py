"""Sending a notice, and confirming its address. Each thing has one open case, which all notices about it join."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from forum import limits
from forum.follows.following import lock_members
from forum.illegal_content import alerts, fairness, notice_mail
from forum.illegal_content.categories import OfferedCategory
from forum.illegal_content.models import Case, Notice, Thing, column_of
from forum.posts.writing_limits import DAY, FIRST_POSTS
from forum.refusals import NotAllowed
from forum.reports.reporting import lock_thing
from forum.topics.models import Topic


@dataclass(frozen=True)
class Said:
    """What the form said, and from where it came."""

    category: OfferedCategory
    explanation: str
    address: str
    name: str = ""
    email: str = ""
    key: str = ""
    network: str = ""


def send(by: User | None, thing: Thing, said: Said) -> Notice:
    """Take a notice; the same form sent again answers with the first. The caller has found the thing for the sender.

    Raise LimitExceeded if their network, or they, have sent too many.
    """
    if (earlier := sent_before(by, thing, said)) is not None:
        return earlier
    who: int | str = by.pk if by else said.network
    limits.enforce("notice", who)
    # Limits are spent outside the transaction. Without mail the receipt is the page alone.
    charges = (("mail", who), ("mail-to", said.email))
    is_mailed = bool(settings.HAS_MAIL and said.email) and not limits.spend_all(*charges).is_over
    notice = _store(by, thing, said, is_mailed=is_mailed)
    fairness.let_in()
    return notice


def sent_before(by: User | None, thing: Thing, said: Said) -> Notice | None:
    if not said.key:
        return None
    about = {f"case__{column_of(thing)}": thing}
    same = {"key": said.key, "by": by, "explanation": said.explanation, "email": said.email}
    return Notice.objects.filter(**about, **same).first()


@transaction.atomic
def _store(by: User | None, thing: Thing, said: Said, *, is_mailed: bool) -> Notice:
    ids = {row.pk for row in (by, thing) if isinstance(row, User)}
    # Members are locked before anything else, in one order; whoever closes their account meanwhile sends nothing.
    if ids and not lock_members(ids):
        raise NotAllowed
    thing = lock_thing(thing)
    # Whoever decides it, or lets it in, meanwhile waits for this, or this for them.
    present = Case.objects.open().about(thing).select_for_update(no_key=True).first()
    case = present or Case(**{column_of(thing): thing})
    is_proven = by is not None and is_in_good_standing(by)
    _raise_case(case, said.category, is_proven=is_proven)
    notice = Notice.objects.create(
        case=case,
        key=said.key,
        by=by,
        category=str(said.category.words),
        explanation=said.explanation,
        address=said.address,
        name=said.name,
        email=said.email,
        language=get_language() or "",
        is_proven=is_proven,
        is_mailed=is_mailed,
        marks=fairness.marks_of(
            network=said.network, scope=scope_of(thing), words=said.explanation, email=said.email
        ),
    )
    if is_mailed:
        notice_mail.write_receipt(notice)
    return notice


def _raise_case(case: Case, category: OfferedCategory, *, is_proven: bool) -> None:
    """Of all that its notices say, the gravest counts."""
    if case._state.adding or category.position < case.rank:
        case.category, case.rank = str(category.words), category.position
    was_urgent, case.is_urgent = case.is_urgent, case.is_urgent or category.is_urgent
    if case.queued_at is None:
        # What is in the queue keeps the place that it used: else it would make room for another.
        case.lane = lane_of(case, is_proven=is_proven)
    case.save()
    if case.is_urgent and not was_urgent and case.queued_at:
        alerts.write_urgent(case)


def lane_of(case: Case, *, is_proven: bool) -> int:
    if is_proven or case.lane == Case.Lane.PROVEN:
        return Case.Lane.PROVEN
    return Case.Lane.URGENT if case.is_urgent else Case.Lane.OPEN


def confirm(notice: Notice) -> bool:
    """Note that the address is its sender's, which moves up what is held back; return False if it is known already."""
    with transaction.atomic():
        row = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
        if row.confirmed_at or row.forgotten_at:
            return False
        Notice.objects.filter(pk=row.pk).update(confirmed_at=timezone.now(), is_proven=True)
        Case.objects.held_back().filter(pk=row.case_id).update(lane=Case.Lane.PROVEN)
    fairness.let_in()
    return True


def is_in_good_standing(member: User) -> bool:
    """Here for a day, with some posts; or staff. Anybody can make a hundred accounts in an hour."""
    if member.is_forum_staff:
        return True
    return member.date_joined <= timezone.now() - DAY and member.post_count >= FIRST_POSTS


def scope_of(thing: Thing) -> str:
    if isinstance(thing, User):
        return f"member:{thing.pk}"
    return f"topic:{thing.pk if isinstance(thing, Topic) else thing.topic_id}"
