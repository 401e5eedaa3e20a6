"""The bell in the header: a member's unread notifications, as far as they still want them, read once for a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db.models import BooleanField, DateTimeField, Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Sight
from forum.database.prepared_queries import PreparedValues, stand_ins
from forum.notifications import marking_read
from forum.notifications.current_content import contents_of, with_news
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery, Notification
from forum.reading.reader_facts import Moments, moment_columns

MOST = 100  # that are counted; more are "99+"
ROUNDS = 5  # in which as many notifications are looked at, where of many nothing is left
FIELDS = ("pk", "topic_id", "is_quiet", "raised_at", "kind", "has_delivery")
NEWEST_FIRST = ("-raised_at", "-pk")
BEFORE_ALL = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class UnreadNotification:
    pk: int
    topic_id: int | None
    is_quiet: bool | None
    raised_at: datetime

    @property
    def has_just_been_read(self) -> bool:
        return marking_read.is_noted_read(self.pk, self.raised_at)


class Bell:
    """Takes one query if nothing is unread, else a second for the content; made when first asked for.

    The first also brings the `moments` that tell whether what is unread in topics has changed: each page asks for both.
    """

    def __init__(self, reader: User) -> None:
        self.reader = reader

    @cached_property
    def unread(self) -> list[UnreadNotification]:
        return list(islice(self._unread(), MOST))

    @cached_property
    def moments(self) -> Moments:
        return Moments(*self._first_rows[0][len(FIELDS) :])

    @cached_property
    def _first_rows(self) -> list[tuple[Any, ...]]:
        """A row with the moments, then the newest unread notifications."""
        return _first_rows(Sight.of(permissions_of(self.reader)), tuple(KINDS)).rows([self.reader.pk])

    def _batch(self, turn: int) -> list[tuple[Any, ...]]:
        if turn == 0:
            return [row[: len(FIELDS)] for row in self._first_rows[1:]]
        rows = unread_rows(self.reader).order_by(*NEWEST_FIRST).values_list(*FIELDS)
        return list(rows[turn * MOST : (turn + 1) * MOST])

    def _unread(self) -> Iterator[UnreadNotification]:
        for turn in range(ROUNDS):
            batch = self._batch(turn)
            news = with_news([row[0] for row in batch], self.reader)
            for pk, topic, is_quiet, raised_at, kind, has_delivery in batch:
                if KINDS[kind].is_lasting or not has_delivery or pk in news:
                    notification = UnreadNotification(pk, topic, is_quiet, raised_at)
                    if not notification.has_just_been_read:
                        yield notification
            if len(batch) < MOST:
                return

    @property
    def count(self) -> int:
        """How many are unread; 0 for a member who wants it quiet."""
        return 0 if any(notification.is_quiet for notification in self.unread) else len(self.unread)

    @property
    def number(self) -> str:
        return f"{MOST - 1}+" if self.count >= MOST else str(self.count)

    @property
    def label(self) -> str:
        if not self.count:
            return _("Notifications")
        return ngettext("Notifications, %(n)s unread", "Notifications, %(n)s unread", self.count) % {
            "n": self.number
        }

    def read(self, topic_id: int, number: int) -> None:
        """Mark read what told only of posts of this topic up to this number. No query if nothing tells of it."""
        of_topic = [notification for notification in self.unread if notification.topic_id == topic_id]
        contents = contents_of([notification.pk for notification in of_topic], self.reader)
        last_numbers = {pk: content.last_number or 0 for pk, content in contents.items()}
        read = [notification for notification in of_topic if last_numbers.get(notification.pk, 0) <= number]
        for notification in read:
            marking_read.mark_read_later(notification.pk, notification.raised_at)
        if read:
            self.unread = [notification for notification in self.unread if notification not in read]


@lru_cache(maxsize=100)
def _first_rows(sight: Sight, _kinds: tuple[str, ...]) -> PreparedValues:
    """Asks with the member."""
    [number] = stand_ins(1)
    nothing = {name: Value(None, column.output_field) for name, column in moment_columns().items()}
    notifications = unread_rows(sight.asked_by(number)).annotate(**nothing)
    rows = notifications.values_list(*FIELDS, *nothing).union(moments_row(User(pk=number)), all=True)
    return PreparedValues(rows.order_by(*NEWEST_FIRST)[: MOST + 1], [number])


def unread_rows(reader: Asker) -> QuerySet[Notification]:
    """Their unread notifications that they have in sight."""
    has_delivery = Exists(Delivery.objects.filter(notification=OuterRef("pk")))
    rows = Notification.objects.in_sight(reader).unread()
    return rows.annotate(has_delivery=has_delivery, is_quiet=F("member__notification_preference__is_quiet"))


def moments_row(member: User) -> QuerySet[User, tuple[Any, ...]]:
    """The member's moments as a row that stands before all notifications."""
    fields = {
        "topic_id": Value(None, IntegerField()),
        "is_quiet": Value(None, BooleanField()),
        "raised_at": Value(BEFORE_ALL, DateTimeField()),
        "kind": Value(""),
        "has_delivery": Value(False, BooleanField()),
    }
    columns = fields | moment_columns()
    return User.objects.filter(pk=member.pk).annotate(**columns).values_list("pk", *columns)
