"""The bell in the header: a member's unread notifications, as far as they still want them, read once for a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.notifications import marking_read
from forum.notifications.current_content import contents_of
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery, Notification

MOST = 100  # that are counted; more are "99+"
ROUNDS = 5  # in which as many notifications are looked at, where of many nothing is left


@dataclass(frozen=True)
class UnreadNotification:
    pk: int
    topic_id: int | None
    last_number: int | None
    is_quiet: bool | None
    raised_at: datetime

    @property
    def has_just_been_read(self) -> bool:
        return marking_read.is_noted_read(self.pk, self.raised_at)


class Bell:
    """Takes one query if nothing is unread, else a second for the content; made when first asked for."""

    def __init__(self, reader: User) -> None:
        self.reader = reader

    @cached_property
    def unread(self) -> list[UnreadNotification]:
        return list(islice(self._unread(), MOST))

    def _unread(self) -> Iterator[UnreadNotification]:
        rows = (
            Notification.objects.in_sight(self.reader)
            .unread()
            .annotate(has_delivery=Exists(Delivery.objects.filter(notification=OuterRef("pk"))))
            .order_by("-raised_at", "-pk")
        )
        fields = (
            "pk",
            "topic_id",
            "member__notification_preference__is_quiet",
            "raised_at",
            "kind",
            "has_delivery",
            "unread_again_at",
        )
        for turn in range(ROUNDS):
            batch = list(rows.values_list(*fields)[turn * MOST : (turn + 1) * MOST])
            contents = contents_of([row[0] for row in batch], self.reader)
            for pk, topic, is_quiet, raised_at, kind, has_delivery, unread_again_at in batch:
                content = contents.get(pk)
                if (
                    KINDS[kind].is_lasting
                    or not has_delivery
                    or (content is not None and (content.fresh_count or unread_again_at))
                ):
                    last_number = content.last_number if content else None
                    notification = UnreadNotification(pk, topic, last_number, is_quiet, raised_at)
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
        """Mark read what told only of posts of this topic up to this number. No query if nothing did."""
        read = [
            notification
            for notification in self.unread
            if notification.topic_id == topic_id and (notification.last_number or 0) <= number
        ]
        for notification in read:
            marking_read.mark_read_later(notification.pk, notification.raised_at)
        if read:
            self.unread = [notification for notification in self.unread if notification not in read]
