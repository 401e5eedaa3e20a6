"""The bell in the header: a member's unread notices that they may see, read once for a request."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.boards.access import Access
from forum.notices.kinds import KINDS
from forum.notices.models import Notice

MOST = 100  # that are counted; more are "99+"


@dataclass(frozen=True)
class Ringing:
    pk: int
    kind: str
    topic_id: int | None
    board_id: int | None
    removed_at: datetime | None
    last_number: int | None
    is_quiet: bool | None

    def is_visible_to(self, reader) -> bool:
        """What `Notice.objects.visible_to` says, of a row that has been read."""
        if self.board_id is None or KINDS[self.kind].is_own:
            return True
        access = Access.of(reader)
        if self.removed_at is None and access.may("see", self.board_id):
            return True
        return access.may("moderate", self.board_id)


class Bell:
    """One query of at most a hundred rows, made when somebody first asks."""

    def __init__(self, reader):
        self.reader = reader

    @cached_property
    def ringing(self) -> list[Ringing]:
        rows = Notice.objects.filter(member=self.reader).unread().order_by("-raised_at", "-pk")
        found = rows.values_list(
            "pk",
            "kind",
            "topic_id",
            "topic__board_id",
            "topic__removed_at",
            "last_post__number",
            "member__notice_preference__is_quiet",
        )
        return [one for one in (Ringing(*row) for row in found[:MOST]) if one.is_visible_to(self.reader)]

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
        done = {
            one.pk for one in self.ringing if one.topic_id == topic_id and (one.last_number or 0) <= number
        }
        if done:
            Notice.objects.filter(pk__in=done, read_at=None).update(read_at=timezone.now())
            self.ringing = [one for one in self.ringing if one.pk not in done]
