"""New members who wait for approval, in the queue: approving them, or rejecting them with a reason that is mailed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import Reader, User
from forum.mail.paragraphs import one_line
from forum.moderation import sign_up_likeness
from forum.moderation.acts import Act
from forum.moderation.helping import telling
from forum.moderation.member_acts import MEMBER
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.moderation.reasons import SECOND_ACCOUNT, SPAM, ReadyReason
from forum.sign_up import waiting
from forum.sign_up.models import Invited, SignUpRequest
from forum.sign_up.waiting import Origin
from forum.site.absolute_addresses import absolute

NO_ANSWER = ReadyReason("no-answer", gettext_lazy("The question isn’t answered"))
NOT_FOR_THEM = ReadyReason("not-for-you", gettext_lazy("This forum is for other people"))
FOR_REJECTING = (NO_ANSWER, NOT_FOR_THEM, SECOND_ACCOUNT, SPAM)


def is_waiting(member: User) -> bool:
    return member.waits_since is not None and member.is_active and member.closed_at is None


def approve(by: User, member: User, reason: str) -> Literal[False] | None:
    if not waiting.let_in(member):
        return False
    forum = telling.forum_name()
    telling.write(
        member.email,
        _("You are a member of %(forum)s now") % {"forum": forum},
        _("Your account “%(member)s” on %(forum)s is approved. You can write now.")
        % {"member": member.username, "forum": forum},
        f"{_('Go to the forum:')}\n{absolute(reverse('account_login'))}",
    )
    return None


def reject(by: User, member: User, reason: str) -> Literal[False] | None:
    if not waiting.keep_out(member):
        return False
    forum = telling.forum_name()
    telling.write(
        member.email,
        _("Your account on %(forum)s isn’t approved") % {"forum": forum},
        _("A moderator of %(forum)s didn’t approve your account “%(member)s”.")
        % {"member": member.username, "forum": forum},
        _("The reason: %(reason)s") % {"reason": one_line(reason)},
        _("You can’t sign in. In 30 days everything about the account is deleted."),
    )
    return None


def reconsider(by: User, member: User, reason: str) -> Literal[False] | None:
    return None if waiting.let_wait_again(member) else False


approving = Act(
    name="approve-member",
    on=MEMBER,
    label=gettext_lazy("Approve account"),
    effect=gettext_lazy("The new member can write now, and is told by email."),
    done=gettext_lazy("Account approved."),
    done_to_many=ngettext_lazy("%(count)d account approved.", "%(count)d accounts approved.", "count"),
    restricts=False,
    log_words=gettext_lazy("approved the account of"),
    is_due=is_waiting,
    is_quick=True,
    change=approve,
)
rejecting = Act(
    name="reject-member",
    on=MEMBER,
    opposite="reconsider-member",
    label=gettext_lazy("Reject account"),
    title=gettext_lazy("Reject this account"),
    effect=gettext_lazy(
        "They can’t sign in, and get the reason by email. In 30 days the account is deleted; until then this can be "
        "undone."
    ),
    done=gettext_lazy("Account rejected."),
    done_to_many=ngettext_lazy("%(count)d account rejected.", "%(count)d accounts rejected.", "count"),
    restricts=False,  # who is no member yet: the reason is in the email that `reject` writes
    log_words=gettext_lazy("rejected the account of"),
    is_due=is_waiting,
    needs_reason=True,
    reasons=FOR_REJECTING,
    is_harsh=True,
    change=reject,
)
reconsidering = Act(
    name="reconsider-member",
    on=MEMBER,
    opposite="reject-member",
    label=gettext_lazy("Let wait again"),
    effect=gettext_lazy("The account waits for approval again."),
    done=gettext_lazy("The account waits for approval again."),
    done_to_many=ngettext_lazy(
        "%(count)d account waits for approval again.", "%(count)d accounts wait for approval again.", "count"
    ),
    restricts=False,
    log_words=gettext_lazy("let the account wait again, of"),
    is_due=lambda member: (
        member.waits_since is not None and not member.is_active and member.closed_at is None
    ),
    is_quick=True,
    change=reconsider,
)
ACTS = (approving, rejecting, reconsidering)


@dataclass(frozen=True)
class WaitingCard:
    request: SignUpRequest
    member: User
    invited_by: User | None
    origin: Origin


def open_to(reader: Reader) -> QuerySet[SignUpRequest]:
    if not (reader.is_staff and reader.has_perm(MEMBER.permission)):
        return SignUpRequest.objects.none()
    return waiting.open_requests().select_related("member")


def cards(reader: User, requests: Sequence[SignUpRequest]) -> list[WaitingCard]:
    members = [request.member_id for request in requests]
    invited = {
        row.member_id: row.by for row in Invited.objects.filter(member__in=members).select_related("by")
    }
    origins = waiting.origins_of(requests)
    return [
        WaitingCard(request, request.member, invited.get(request.member_id), origins[request.member_id])
        for request in requests
    ]


def decides(act: Act[User]) -> Callable[[User, SignUpRequest, str], LogEntry | None]:
    def decide(by: User, request: SignUpRequest, words: str) -> LogEntry | None:
        entry = act.perform(by, request.member, words)
        if entry is None:
            raise AlreadyDecided(decided_by(by, request.pk))
        return entry

    return decide


def decided_by(reader: Reader, member_id: int) -> User | None:
    if not (reader.is_staff and reader.has_perm(MEMBER.permission)):
        return None
    acts = (approving.name, rejecting.name)
    entry = LogEntry.objects.filter(member=member_id, act__in=acts).select_related("by").first()
    return entry.by if entry else None


WAITING_MEMBERS: Source[SignUpRequest] = Source(
    name="members",
    label=gettext_lazy("New member"),
    open_to=open_to,
    since="made_at",
    template="moderation/_member_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="approve",
            label=gettext_lazy("Approve"),
            done=gettext_lazy("Approved. They are told by email."),
            decide=decides(approving),
            is_good=True,
            is_for_many=True,
            key="a",
        ),
        Decision(
            name="reject",
            label=gettext_lazy("Reject"),
            title=rejecting.title,
            effect=rejecting.effect,
            done=gettext_lazy("Rejected. They are told the reason by email."),
            decide=decides(rejecting),
            reasons=FOR_REJECTING,
            is_for_many=True,
            key="x",
        ),
    ),
    decided_by=decided_by,
    likenesses=sign_up_likeness.likenesses,
    lines=sign_up_likeness.lines,
    has_texts=False,
)
