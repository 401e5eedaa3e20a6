"""How long it usually takes until a moderator has decided about a text that waits, as its author is told."""

from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.moderation.models import LogEntry

DECISIONS = ("approve", "reject", "approve-edit", "reject-edit")
LATELY = timedelta(days=30)
FEWEST, MOST = 5, 100  # decisions that it takes to say something, and that are looked at
HOUR = 3600


def waited(since: datetime) -> dict[str, int]:
    """What the log keeps of it with each decision."""
    return {"waited": int((timezone.now() - since).total_seconds())}


def usual_wait() -> str:
    """Half of the latest texts waited no longer than this; "" while there were too few. Takes one query."""
    rows = LogEntry.objects.filter(act__in=DECISIONS, created_at__gte=timezone.now() - LATELY)
    rows = rows.exclude(detail__waited=None).order_by("-created_at")
    times = list(rows.values_list("detail__waited", flat=True)[:MOST])
    return words_for(median(times)) if len(times) >= FEWEST else ""


def words_for(seconds: float) -> str:
    if seconds <= HOUR / 6:
        return _("Usually decided within 10 minutes.")
    if seconds <= HOUR:
        return _("Usually decided within an hour.")
    hours = -(-int(seconds) // HOUR)
    if hours <= 24:
        words = ngettext(
            "Usually decided within %(count)d hour.", "Usually decided within %(count)d hours.", hours
        )
        return words % {"count": hours}
    days = -(-hours // 24)
    words = ngettext("Usually decided within %(count)d day.", "Usually decided within %(count)d days.", days)
    return words % {"count": days}
