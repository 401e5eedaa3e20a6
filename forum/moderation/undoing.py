"""Undoing an act by its opposite, which is logged as an act of its own."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.moderation import acts
from forum.moderation.models import LogEntry

State = tuple[frozenset[str], int | None, int | None, int | None, int | None]
# What two acts of one kind on one thing may differ by.
PARTS = ("board", "move", "cleanup", "report")


def undoable(entries: Iterable[LogEntry]) -> set[int]:
    """Return which of these log entries can still be undone: those without a later one on the same. Takes one query."""
    entries = list(entries)
    states = {entry.pk: state for entry in entries if is_possible(entry) and (state := state_of(entry))}
    topics = {topic for _acts, topic, _post, _member, _board in states.values() if topic}
    bans = {entry.ban_id for entry in entries if entry.ban_id}
    members = {member for _acts, _topic, _post, member, _board in states.values() if member}
    on_same = LogEntry.objects.filter(
        Q(topic__in=topics) | Q(member__in=members) | Q(ban__in=bans)
    ).order_by()
    latest: dict[State, int] = {}
    columns = ("topic", "post", "member", "ban", "act", *(f"detail__{part}" for part in PARTS))
    for topic, post, member, ban, act, *parts, newest in on_same.values_list(*columns).annotate(Max("pk")):
        changed = {"topic_id": topic, "post_id": post, "member_id": member, "ban_id": ban}
        state = state_of(LogEntry(**changed, act=act, detail=dict(zip(PARTS, parts, strict=True))))
        if state:
            latest[state] = max(newest, latest.get(state, 0))
    return {pk for pk, state in states.items() if latest.get(state) == pk}


def is_possible(entry: LogEntry) -> bool:
    act = acts.of(entry)
    if act is None:
        return True
    is_in_time = act.undoable_for is None or entry.created_at > timezone.now() - act.undoable_for
    return is_in_time and act.is_undoable(entry)


@transaction.atomic
def undo(by: User, entry: LogEntry) -> bool:
    """Do the opposite of what the entry says; return False if it was undone or overtaken already.

    Raise what the opposite raises.
    """
    LogEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)  # two people undoing one act do it once
    act, thing = acts.of(entry), entry.thing
    if act is None or thing is None or entry.pk not in undoable([entry]):
        return False
    reason = _("Undone: %(reason)s") % {"reason": entry.reason} if entry.reason else _("Undone")
    opposite = acts.find(act.on.name, act.opposite)
    if act.undo is not None:
        undoing = act.undo(by, thing, entry, reason)
    else:
        undoing = opposite.perform(by, thing, reason) if opposite else None
    if undoing is None:
        return False
    # In the transaction that wrote it, before anybody has read it.
    undoing.detail = undoing.detail | {"undoes": entry.pk}
    undoing.save(update_fields=["detail"])
    return True


def is_undone(entry: LogEntry) -> bool:
    later = LogEntry.objects.filter(topic=entry.topic_id, member=entry.member_id, pk__gt=entry.pk)
    return later.filter(detail__undoes=entry.pk).exists()


def state_of(entry: LogEntry) -> State | None:
    """Return what the entry changed. Of two entries that changed the same, only the later can be undone.

    Return None if the act cannot be undone.
    """
    act = acts.of(entry)
    if act is None or not act.opposite:
        return None
    # What is done to a member on one board says nothing of another. A topic is on one board at a time, but its posts
    # may be moved again and again, to several others. A clean-up takes away what an earlier one has left. Messages of
    # one member are removed each by a report of its own.
    of_member = entry.detail.get("cleanup") or entry.detail.get("board") or entry.detail.get("report")
    board = of_member if entry.member_id else entry.ban_id or entry.detail.get("move")
    return frozenset({act.name, act.opposite}), entry.topic_id, entry.post_id, entry.member_id, board
