"""What moderators do to a topic."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board, read_permissions
from forum.moderation import learning, removals
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.moderation.moving import followers
from forum.moderation.moving.places import point
from forum.moderation.moving.tables import TopicPointer, UndoFacts
from forum.moderation.reasons import FOR_LOCKING, FOR_MOVING, FOR_REMOVING
from forum.moderation.removals import former_removal, present_removal, removal_detail, withheld_words
from forum.moderation.topic_targets import TOPIC
from forum.posts import member_totals
from forum.topics import rules
from forum.topics.models import Topic
from forum.topics.rules import can_bring_back, may


def pin_for(
    by: User, topic: Topic, reason: str, *, until: datetime | None = None, everywhere: bool = False
) -> Detail:
    topic.pin(by, until=until, everywhere=everywhere)
    return pin_detail(topic)


def end_pin(by: User, topic: Topic, reason: str) -> Detail:
    detail = pin_detail(topic)
    topic.unpin()
    return detail


def pin_detail(topic: Topic) -> Detail:
    until = {"until": topic.pinned_until.isoformat()} if topic.pinned_until else {}
    return until | ({"everywhere": True} if topic.is_pinned_everywhere else {})


def pin_again(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    until = parse_datetime(entry.detail.get("until", ""))
    everywhere = entry.detail.get("everywhere", False)
    return pin.perform(by, topic, reason, until=until, everywhere=everywhere)


def pin_words(detail: Detail, boards: Mapping[int, str]) -> str:
    until = parse_datetime(detail.get("until", ""))
    words = [gettext("in all lists")] if detail.get("everywhere") else []
    if until:
        day = date_format(timezone.localtime(until), "DATETIME_FORMAT")
        words.append(gettext("until %(time)s") % {"time": day})
    return ", ".join(words)


pin = Act(
    name="pin",
    on=TOPIC,
    opposite="unpin",
    label=_("Pin"),
    title=_("Pin this topic"),
    effect=_("Pinned topics stay at the top of their board, and of “Latest” too if you say so."),
    button=_("Pin topic"),
    done=_("Topic pinned."),
    done_to_many=ngettext_lazy("%(count)d topic pinned.", "%(count)d topics pinned.", "count"),
    restricts=False,
    log_words=_("pinned"),
    detail_words=pin_words,
    asks="pin",
    imported_as=("pinned.enabled", "pinned_globally.enabled"),
    is_due=lambda topic: not topic.is_pinned,
    change=pin_for,
)

unpin = Act(
    name="unpin",
    on=TOPIC,
    opposite="pin",
    label=_("Unpin"),
    title=_("Unpin this topic"),
    effect=_("The topic is sorted by its latest post again."),
    button=_("Unpin topic"),
    done=_("Topic unpinned."),
    done_to_many=ngettext_lazy("%(count)d topic unpinned.", "%(count)d topics unpinned.", "count"),
    restricts=False,
    log_words=_("unpinned"),
    is_quick=True,
    imported_as=("pinned.disabled", "pinned_globally.disabled"),
    is_due=lambda topic: topic.is_pinned,
    change=end_pin,
    undo=pin_again,
)

lock = Act(
    name="lock",
    on=TOPIC,
    opposite="unlock",
    label=_("Lock"),
    title=_("Lock this topic"),
    effect=_("Everyone can still read it. Only moderators can reply. The reason is shown in the topic."),
    button=_("Lock topic"),
    done=_("Topic locked."),
    done_to_many=ngettext_lazy("%(count)d topic locked.", "%(count)d topics locked.", "count"),
    restricts=True,
    log_words=_("locked"),
    reasons=FOR_LOCKING,
    notification=_("A moderator locked your topic “%(topic)s”"),
    automatic_notification=_("Your topic “%(topic)s” was locked automatically"),
    imported_as=("closed.enabled", "autoclosed.enabled", "archived.enabled"),
    is_due=lambda topic: not topic.is_locked,
    change=lambda by, topic, reason: topic.lock(by, reason),
)

unlock = Act(
    name="unlock",
    on=TOPIC,
    opposite="lock",
    label=_("Unlock"),
    title=_("Unlock this topic"),
    effect=_("Members can reply again."),
    button=_("Unlock topic"),
    done=_("Topic unlocked."),
    done_to_many=ngettext_lazy("%(count)d topic unlocked.", "%(count)d topics unlocked.", "count"),
    restricts=False,
    log_words=_("unlocked"),
    is_quick=True,
    notification=_("A moderator unlocked your topic “%(topic)s”"),
    imported_as=("closed.disabled", "autoclosed.disabled", "archived.disabled"),
    is_due=lambda topic: topic.is_locked,
    change=lambda by, topic, reason: topic.unlock(),
)


def change_board(
    by: User, topic: Topic, reason: str, *, board: Board, pointer_days: int = 0
) -> Detail | Literal[False]:
    """Move the topic. The mover must moderate both boards, or topics could be carried off."""
    if not board.takes_topics or not may(read_permissions(by), "moderate", board):
        raise PermissionDenied
    if topic.board_id == board.pk:
        return False
    former_board_id = topic.board_id
    topic.move(board)
    if not topic.is_removed:
        member_totals.subtract_topic(topic, former_board_id)
        member_totals.add_topic(topic, board.pk)
    # Back on a board it is not somewhere else any more.
    TopicPointer.objects.filter(topic=topic, board=board, former=None).delete()
    point(former_board_id, topic, pointer_days)
    detail: Detail = {
        "from": former_board_id, "to": board.pk, "forgotten": followers.forget_blind_followers(topic),
    }  # fmt: skip
    if not read_permissions(topic.author).allow("see", board.pk):
        detail["is_out_of_sight"] = True  # its author loses it
    return detail


def move_back(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    # The board may have been deleted since.
    board = Board.objects.filter(pk=entry.detail["from"]).first()
    back = move.perform(by, topic, reason, board=board) if board else None
    kept = UndoFacts.objects.filter(entry=entry).first()
    if back and kept:
        followers.follow_again(Topic.objects.get(pk=topic.pk), kept.facts["forgotten"])
    return back


class MoveAct(Act[Topic]):
    """An act that makes people forget what they followed: kept apart from its entry, to bring it back."""

    def log(
        self,
        by: User | None,
        thing: Topic,
        reason: str,
        detail: Detail | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> LogEntry:
        detail = dict(detail or {})
        forgotten = detail.pop("forgotten", [])
        entry = super().log(by, thing, reason, detail, *args, **kwargs)
        if forgotten:
            UndoFacts.objects.create(entry=entry, facts={"forgotten": forgotten})
        return entry


def move_words(detail: Detail, boards: Mapping[int, str]) -> str:
    if "to" not in detail:
        return ""
    start, end = (boards.get(detail.get(end, 0), gettext("another board")) for end in ("from", "to"))
    return gettext("from %(start)s to %(end)s") % {"start": start, "end": end}


move = MoveAct(
    name="move",
    on=TOPIC,
    opposite="move",
    label=_("Move"),
    title=_("Move this topic"),
    effect=_(
        "Its posts and followers move with it, and links to it keep working. Members who can’t see the other board "
        "won’t see it any more, and won’t follow it."
    ),
    button=_("Move topic"),
    done=_("Topic moved."),
    done_to_many=ngettext_lazy("%(count)d topic moved.", "%(count)d topics moved.", "count"),
    restricts=True,
    log_words=_("moved"),
    reasons=FOR_MOVING,
    detail_words=move_words,
    notification=_("A moderator moved your topic “%(topic)s” to another board"),
    did_restrict=lambda entry: bool(entry.detail.get("is_out_of_sight")),
    asks="board",
    change=change_board,
    undo=move_back,
)


def take_away(
    by: User, topic: Topic, reason: str, *, is_withheld: bool = False, is_spam: bool = False
) -> Detail:
    # Search engines are to forget it; but not even a number is said of what should never have been there.
    is_gone_publicly = rules.is_public(by, topic) and not (is_withheld or is_spam)
    topic.remove(by, reason, is_withheld=is_withheld, is_gone_publicly=is_gone_publicly)
    if is_spam:
        learning.of_topic(topic, learning.SPAM)
    member_totals.subtract_topic(topic, topic.board_id)
    return removal_detail(is_withheld, is_spam)


def bring_back_by_undo(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    return removals.undo_removal(restore, by, topic, entry, reason)


remove = Act(
    name="remove",
    on=TOPIC,
    opposite="restore",
    label=_("Remove"),
    title=_("Remove this topic"),
    effect=_("Only moderators will see it. It can be restored."),
    button=_("Remove topic"),
    done=_("Topic removed."),
    done_to_many=ngettext_lazy("%(count)d topic removed.", "%(count)d topics removed.", "count"),
    restricts=True,
    log_words=_("removed"),
    detail_words=withheld_words,
    asks="removal",
    reasons=FOR_REMOVING,
    notification=_("A moderator removed your topic “%(topic)s”"),
    needs_reason=True,
    is_harsh=True,
    is_due=lambda topic: not topic.is_removed,
    change=take_away,
    undo=bring_back_by_undo,
)


def bring_back(by: User, topic: Topic, reason: str) -> Detail:
    detail = present_removal(topic)
    topic.restore()
    learning.of_topic(topic, learning.NONE)
    member_totals.add_topic(topic, topic.board_id)
    return detail


def remove_again(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    return remove.perform(by, topic, **former_removal(entry, reason))


restore = Act(
    name="restore",
    on=TOPIC,
    opposite="remove",
    label=_("Restore"),
    title=_("Restore this topic"),
    effect=_("Everyone who sees the board will see it again."),
    button=_("Restore topic"),
    done=_("Topic restored."),
    done_to_many=ngettext_lazy("%(count)d topic restored.", "%(count)d topics restored.", "count"),
    restricts=False,
    log_words=_("restored"),
    notification=_("A moderator restored your topic “%(topic)s”"),
    is_quick=True,
    is_due=lambda topic: topic.is_removed,
    is_allowed=can_bring_back,
    change=bring_back,
    undo=remove_again,
)

ACTS = (pin, unpin, lock, unlock, move, remove, restore)
