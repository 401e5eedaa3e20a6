"""Taking an act back by its opposite, which is an act of its own and stands in the log as one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.boards.models import Board
from forum.moderation import moderating, suspending
from forum.moderation.models import Act, LogEntry

# Acts that speak of the same state of a thing: what came later in one row has overtaken what came before.
FAMILIES = (
    (Act.LOCK, Act.UNLOCK),
    (Act.PIN, Act.UNPIN),
    (Act.MOVE,),
    (Act.REMOVE, Act.RESTORE),
    (Act.SUSPEND, Act.UNSUSPEND),
)
FAMILY_OF = {act.value: acts[0].value for acts in FAMILIES for act in acts}
OPPOSITES = {
    Act.LOCK: moderating.unlock,
    Act.UNLOCK: moderating.lock,
    Act.PIN: moderating.unpin,
    Act.UNPIN: moderating.pin,
    Act.REMOVE: moderating.restore,
    Act.RESTORE: moderating.remove,
}
OPPOSITES_ON_POSTS = {Act.REMOVE: moderating.restore_post, Act.RESTORE: moderating.remove_post}


def undoable(entries: Iterable[LogEntry]) -> set[int]:
    """Which of these lines of the log can still be undone: those not overtaken by a later one. Takes one query."""
    entries = [entry for entry in entries if entry.act in FAMILY_OF]
    latest: dict[tuple, int] = {}
    on_same = Q(topic__in={entry.topic_id for entry in entries if entry.topic_id})
    on_same |= Q(member__in={entry.member_id for entry in entries if entry.member_id})
    rows = LogEntry.objects.filter(on_same).order_by().values("topic", "post", "member", "act")
    for row in rows.annotate(newest=Max("pk")):
        if row["act"] in FAMILY_OF:
            state = (FAMILY_OF[row["act"]], row["topic"], row["post"], row["member"])
            latest[state] = max(row["newest"], latest.get(state, 0))
    return {entry.pk for entry in entries if latest.get(_state_spoken_of(entry)) == entry.pk}


@transaction.atomic
def undo(by, entry: LogEntry) -> bool:
    """Do the opposite of what the line says; answer False where it was undone or overtaken already.

    Raise PermissionDenied where the opposite does.
    """
    LogEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)  # two people undoing one act do it once
    if entry.pk not in undoable([entry]):
        return False
    reason = (_("Undone: %(reason)s") % {"reason": entry.reason or entry.get_act_display()})[:500]
    if entry.member is not None:
        return _undo_on_member(by, entry.member, entry, reason)
    if entry.post is not None:
        return OPPOSITES_ON_POSTS[Act(entry.act)](by, entry.post, reason)
    if entry.topic is None:
        return False
    if entry.act == Act.MOVE:
        home = Board.objects.filter(pk=entry.detail["from"]).first()
        return home is not None and moderating.move(by, entry.topic, home, reason)
    return OPPOSITES[Act(entry.act)](by, entry.topic, reason)


def _state_spoken_of(entry: LogEntry) -> tuple:
    return FAMILY_OF[entry.act], entry.topic_id, entry.post_id, entry.member_id


def _undo_on_member(by, member, entry: LogEntry, reason: str) -> bool:
    """A suspension that stood before the act comes back, unless its time has passed meanwhile."""
    before = entry.detail.get("was_until")
    until = datetime.fromisoformat(before) if before else None
    if until and until > timezone.now():
        return suspending.suspend(by, member, until, entry.detail.get("was_reason", ""))
    if entry.act == Act.UNSUSPEND:
        return False
    return suspending.lift_suspension(by, member, reason)
