"""What watched members wrote, in the queue, until a moderator has looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of, read_permissions
from forum.member_records.models import WatchedPost
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided, Decision, Source
from forum.moderation.records import Record, records_of
from forum.posts.rules import can_moderate, html_for
from forum.topics.rules import is_allowed


@dataclass(frozen=True)
class WatchedCard:
    watched: WatchedPost
    html: str
    record: Record


def seen_by(reader: Reader) -> QuerySet[WatchedPost]:
    """A moderator who is watched does not learn of it here."""
    moderated = is_allowed(permissions_of(reader), "moderate", "post__topic__")
    rows = WatchedPost.objects.filter(moderated).exclude(post__author=reader.pk)
    return rows.select_related("post__topic__board", "post__author")


def open_to(reader: Reader) -> QuerySet[WatchedPost]:
    """What is removed already waits for nobody."""
    return seen_by(reader).filter(seen_at=None, post__removed_at=None, post__topic__removed_at=None)


def cards(reader: User, rows: Sequence[WatchedPost]) -> list[WatchedCard]:
    records = records_of(reader, [row.post.author for row in rows])
    return [WatchedCard(row, html_for(reader, row.post), records[row.post.author_id]) for row in rows]


def decided_by(reader: Reader, number: int) -> User | None:
    row = seen_by(reader).select_related("seen_by").filter(pk=number).first()
    return row.seen_by if row else None


def look(by: User, row: WatchedPost, words: str) -> LogEntry | None:
    if not can_moderate(read_permissions(by), row.post):
        raise PermissionDenied
    # Of two who press it at once, one has looked.
    if not WatchedPost.objects.filter(pk=row.pk, seen_at=None).update(seen_at=timezone.now(), seen_by=by):
        raise AlreadyDecided(decided_by(by, row.pk))
    return None


WATCHED_POSTS = Source(
    name="watched",
    label=_("By a watched member"),
    open_to=open_to,
    since="at",
    template="moderation/_watched_card.html",
    cards=cards,
    decisions=(
        Decision(
            name="seen",
            label=_("Nothing to do"),
            done=_("Taken off the list."),
            decide=look,
            is_good=True,
            key="a",
        ),
    ),
    decided_by=decided_by,
)
