"""The bell in the header: a member's unread notifications of which they still hear, read once for a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.notifications import marking_read
from forum.notifications.current_content import contents_of
from forum.notifications.models import OWN, Delivery, Notification

MOST = 100  # that are counted; more are "99+"
ROUNDS = 5  # in which as many notifications are looked at, where of many nothing is left


@dataclass(frozen=True)
class Ringing:
    pk: int
    topic_id: int | None
    last_number: int | None
    is_quiet: bool | None
    raised_at: datetime

    @property
    def has_just_been_read(self) -> bool:
        return marking_read.is_noted_read(self.pk, self.raised_at)


class Bell:
    """One query where nothing is unread, and another for what is left of it, made when somebody first asks."""

    def __init__(self, reader):
        self.reader = reader

    @cached_property
    def ringing(self) -> list[Ringing]:
        return list(islice(self._ringing(), MOST))

    def _ringing(self) -> Iterator[Ringing]:
        told = Exists(Delivery.objects.filter(notification=OuterRef("pk")))
        found = (
            Notification.objects.in_sight(self.reader)
            .unread()
            .annotate(is_told=told)
            .order_by("-raised_at", "-pk")
        )
        fields = (
            "pk",
            "topic_id",
            "member__notification_preference__is_quiet",
            "raised_at",
            "kind",
            "is_told",
        )
        for turn in range(ROUNDS):
            rows = list(found.values_list(*fields)[turn * MOST : (turn + 1) * MOST])
            contents = contents_of([row[0] for row in rows], self.reader)
            for pk, topic, is_quiet, raised_at, kind, is_told in rows:
                content = contents.get(pk)
                if kind in OWN or not is_told or (content is not None and content.fresh_count):
                    one = Ringing(pk, topic, content.last_number if content else None, is_quiet, raised_at)
                    if not one.has_just_been_read:
                        yield one
            if len(rows) < MOST:
                return

    @property
    def count(self) -> int:
        """How many there are; none for somebody who wants it quiet."""
        return 0 if any(one.is_quiet for one in self.ringing) else len(self.ringing)

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
        """The reader has read a topic up to this post: what rang for it falls silent. No query where nothing did."""
        done = [one for one in self.ringing if one.topic_id == topic_id and (one.last_number or 0) <= number]
        for one in done:
            marking_read.note_read(one.pk, one.raised_at)
        if done:
            self.ringing = [one for one in self.ringing if one not in done]
