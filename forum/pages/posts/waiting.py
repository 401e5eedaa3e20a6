"""What a member wrote that waits for approval: beside the posts or topics where it will be, and taking it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Value
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Reader
from forum.boards.models import Board
from forum.drafts.withdrawing import withdraw as withdraw_text
from forum.pages.addresses import next_or
from forum.pages.posts.row import PostRow
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.approval import html_of, waiting_in, words_for_author, words_for_origin
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit, waiting_edits_in
from forum.refusals import Refusal
from forum.site.models import SiteSettings
from forum.topics.models import Topic, TopicQuerySet

MOST = 50  # shown in one place; nobody writes more before a moderator reads the first


@dataclass(frozen=True)
class WaitingRow:
    pending: PendingPost
    site: SiteSettings

    @property
    def key(self) -> str:
        """What sets apart the ids in its HTML."""
        return f"waiting-{self.pending.pk}"

    @property
    def why(self) -> list[str]:
        return words_for_author(self.pending)

    @property
    def held_by(self) -> list[str]:
        return words_for_origin(self.pending)

    @property
    def html(self) -> str:
        return html_of(self.pending, self.site)


def waiting_rows(reader: Reader, place: Topic | Board, site: SiteSettings) -> list[WaitingRow]:
    """What this reader wrote here that nobody else sees yet."""
    if not getattr(place, "has_waiting", True):
        return []
    return rows_of(waiting_in(reader, place), site)


def rows_of(waiting: Iterable[PendingPost], site: SiteSettings) -> list[WaitingRow]:
    return [WaitingRow(pending, site) for pending in list(waiting)[:MOST]]


def with_waiting(topics: TopicQuerySet, reader: Reader) -> TopicQuerySet:
    """Let topics know whether this reader wrote something there that waits: hardly anybody did."""
    if not reader.is_authenticated:
        return topics
    return topics.annotate(
        has_waiting=Exists(PendingPost.objects.filter(author=reader, topic=OuterRef("pk"))),
        has_waiting_edit=Exists(PendingEdit.objects.filter(author=reader, post__topic=OuterRef("pk"))),
    )


def has_waiting_topics(reader: Reader) -> Exists | Value:
    """The same of a board of the query, for topics that the reader wants to start there."""
    if not reader.is_authenticated:
        return Value(False)
    return Exists(PendingPost.objects.filter(author=reader, board=OuterRef("pk")))


def note_waiting_edits(reader: Reader, topic: Topic, rows: Sequence[PostRow]) -> None:
    """Have the reader's posts say that an edit of theirs waits."""
    if not getattr(topic, "has_waiting_edit", False):
        return
    edits = waiting_edits_in(reader, [row.post for row in rows])
    for row in rows:
        row.waiting_edit = edits.get(row.post.pk)


@login_required
@require_POST
def withdraw(request: MemberRequest, pending_id: int) -> HttpResponse:
    back = next_or(request, reverse("drafts"))
    try:
        draft = withdraw_text(request.user, pending_id)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return SeeOther(back)
    messages.success(request, _("Withdrawn. Your text is a draft again.") if draft else _("Withdrawn."))
    return SeeOther(back)
