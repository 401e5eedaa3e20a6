"""The bell in the header: a member's unread notices of which they still hear, read once for a request."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.notices import reading
from forum.notices.models import Delivery, Notice

MOST = 100  # that are counted; more are "99+"


@dataclass(frozen=True)
class Ringing:
    pk: int
    topic_id: int | None
    last_number: int | None
    is_quiet: bool | None
    raised_at: datetime

    @property
    def has_just_been_read(self) -> bool:
        return reading.is_noted_read(self.pk, self.raised_at)


class Bell:
    """One query of at most a hundred rows, made when somebody first asks."""

    def __init__(self, reader):
        self.reader = reader

    @cached_property
    def ringing(self) -> list[Ringing]:
        told = Delivery.objects.filter(notice=OuterRef("pk")).heard_by(self.reader)
        last = Subquery(told.order_by("-post__number").values("post__number")[:1])
        rows = Notice.objects.ringing(self.reader).annotate(last=last).order_by("-raised_at", "-pk")
        found = rows.values_list("pk", "topic_id", "last", "member__notice_preference__is_quiet", "raised_at")
        return [one for one in (Ringing(*row) for row in found[:MOST]) if not one.has_just_been_read]

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
            return _("Notices")
        return ngettext("Notices, %(n)s unread", "Notices, %(n)s unread", self.count) % {"n": self.number}

    def read(self, topic_id: int, number: int) -> None:
        """The reader has read a topic up to this post: what rang for it falls silent. No query where nothing did."""
        done = [one for one in self.ringing if one.topic_id == topic_id and (one.last_number or 0) <= number]
        for one in done:
            reading.note_read(one.pk, one.raised_at)
        if done:
            self.ringing = [one for one in self.ringing if one not in done]
