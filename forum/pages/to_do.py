"""The count in the header of what waits for a moderator. Others are never asked for: their pages cost no query more."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.utils.translation import ngettext

from accounts.models import Reader
from forum.moderation.queue import waiting_for

KEPT_FOR = 30  # seconds, by each process; the page itself asks again
MOST = 99


@dataclass(frozen=True)
class ToDo:
    count: int = 0
    oldest: datetime | None = None

    @property
    def number(self) -> str:
        return f"{MOST}+" if self.count > MOST else str(self.count)

    @property
    def label(self) -> str:
        words = ngettext("%(count)d to do for moderators", "%(count)d to do for moderators", self.count)
        return words % {"count": self.count}


def key_of(reader: Reader) -> str:
    return f"to-do:{reader.pk}"


def to_do_of(reader: Reader, moderates: bool) -> ToDo:
    if not moderates:
        return ToDo()
    kept: ToDo | None = caches["counts"].get(key_of(reader))
    return kept or count_anew(reader)


def count_anew(reader: Reader) -> ToDo:
    """Also called after a moderator has decided something, so that their own page is right at once."""
    waiting = waiting_for(reader)
    found = ToDo(waiting.count, waiting.oldest)
    caches["counts"].set(key_of(reader), found, KEPT_FOR)
    return found
