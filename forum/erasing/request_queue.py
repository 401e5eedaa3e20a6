"""Requests to remove all that a member wrote, in the queue of administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Reader, User
from forum.erasing.models import LONGEST_ANSWER, ErasureRequest
from forum.erasing.removal_acts import MEMBER, begin, keep_all, written_by
from forum.legal_holds.holding import held_member_ids
from forum.mail.paragraphs import one_line
from forum.moderation.helping import telling
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.moderation.reasons import ReadyReason

AS_ASKED = ReadyReason("as-asked", gettext_lazy("Removed as its author asked"))
DISCUSSIONS = ReadyReason(
    "discussions", gettext_lazy("Discussions of others make no sense without your posts; your name is gone")
)
HELD = ReadyReason("held", gettext_lazy("The law requires us to keep your posts for now"))


@dataclass(frozen=True)
class ErasureCard:
    request: ErasureRequest
    member: User
    topics: int
    posts: int
    is_held: bool


def open_to(reader: Reader) -> QuerySet[ErasureRequest]:
    requests = ErasureRequest.objects.open().select_related("member")
    return requests if reader.is_superuser else requests.none()


def cards(reader: User, requests: Sequence[ErasureRequest]) -> list[ErasureCard]:
    members = [request.member for request in requests]
    topics, posts = (counts_by_author(rows) for rows in written_by(reader, members))
    held = held_member_ids(member.pk for member in members)
    return [
        ErasureCard(request, who, topics.get(who.pk, 0), posts.get(who.pk, 0), who.pk in held)
        for request, who in zip(requests, members, strict=True)
    ]


def counts_by_author(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("author").annotate(count=Count("pk")))


def answer(by: User, request: ErasureRequest, outcome: ErasureRequest.Outcome, words: str) -> ErasureRequest:
    """Note the answer, mail it, and forget the address. Raise AlreadyDecided if another was quicker."""
    if not by.is_superuser:
        raise PermissionDenied
    rows = ErasureRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    row = rows.filter(pk=request.pk).first()
    if row is None or row.answered_at is not None:
        raise AlreadyDecided(row.answered_by if row else None)
    address, row.address = row.address, ""
    row.answered_at, row.answered_by = timezone.now(), by
    row.outcome, row.answer = outcome, words[:LONGEST_ANSWER]
    row.save(update_fields=["address", "answered_at", "answered_by", "outcome", "answer"])
    forum = telling.forum_name()
    if outcome == ErasureRequest.Outcome.REMOVED:
        said = _(
            "You asked %(forum)s to remove all your posts. They are removed: only moderators can read them."
        )
    else:
        said = _("You asked %(forum)s to remove all your posts. An administrator decided to keep them.")
    telling.write(
        address,
        _("Your request to remove your posts on %(forum)s") % {"forum": forum},
        said % {"forum": forum},
        _("The reason: %(reason)s") % {"reason": one_line(words)},
    )
    return row


@transaction.atomic
def remove(by: User, request: ErasureRequest, words: str) -> LogEntry | None:
    row = answer(by, request, ErasureRequest.Outcome.REMOVED, words)
    return begin(by, row.member, words)


@transaction.atomic
def keep(by: User, request: ErasureRequest, words: str) -> None:
    row = answer(by, request, ErasureRequest.Outcome.KEPT, words)
    keep_all.log(by, MEMBER.lock(by, row.member), words)


def decided_by(reader: Reader, request_id: int) -> User | None:
    if not reader.is_superuser:
        return None
    row = ErasureRequest.objects.filter(pk=request_id).select_related("answered_by").first()
    return row.answered_by if row else None


ERASURE: Source[ErasureRequest] = Source(
    name="erasure",
    label=gettext_lazy("Request to remove posts"),
    open_to=open_to,
    since="asked_at",
    template="moderation/_erasure_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="remove",
            label=gettext_lazy("Remove all"),
            title=gettext_lazy("Remove all posts of this member"),
            effect=gettext_lazy(
                "All they wrote is removed, and topics that nobody else answered. It may take a minute. Nothing is "
                "deleted yet: Undo restores all of it."
            ),
            done=gettext_lazy("The posts are being removed. Their author is told by email."),
            decide=remove,
            reasons=(AS_ASKED,),
            told=gettext_lazy(
                "They get the reason by email, if an address is known. It’s forgotten after that."
            ),
            is_good=True,
            key="a",
        ),
        Decision(
            name="keep",
            label=gettext_lazy("Keep"),
            title=gettext_lazy("Keep the posts of this member"),
            effect=gettext_lazy(
                "Their posts stay as they are. After the account is closed they have no name."
            ),
            done=gettext_lazy("The posts stay. Their author is told by email."),
            decide=keep,
            reasons=(DISCUSSIONS, HELD),
            told=gettext_lazy(
                "They get the reason by email, if an address is known. It’s forgotten after that."
            ),
            key="x",
        ),
    ),
    decided_by=decided_by,
)
