"""Locking topics in which nobody has posted for as many days as their board says."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from forum.boards.models import Board
from forum.moderation.acts import Visibility, enqueue_topic_change
from forum.moderation.models import LogEntry
from forum.moderation.topic_acts import lock
from forum.topics.models import Topic

AT_A_TIME = 100


def lock_quiet_topics(**_job: object) -> None:
    """Run once a day. Nobody locks them: the topic says why, and the log and its author are told so."""
    for board in Board.objects.filter(locks_after_days__gt=0):
        step = uuid4()  # whoever started several of them is told once
        while lock_some(board, step):
            pass


def quiet_topics(board: Board) -> QuerySet[Topic]:
    since = timezone.now() - timedelta(days=board.locks_after_days)
    unlocked = LogEntry.objects.filter(topic=OuterRef("pk"), act="unlock", created_at__gt=since)
    open_topics = Topic.objects.filter(board=board, locked_at=None, removed_at=None, pinned_at=None)
    return open_topics.filter(~Exists(unlocked), last_post_at__lt=since)


@transaction.atomic
def lock_some(board: Board, step: UUID) -> int:
    ids = list(quiet_topics(board).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    # Asked again of the locked rows: somebody may have posted meanwhile.
    rows = Topic.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    since = timezone.now() - timedelta(days=board.locks_after_days)
    reason = ngettext(
        "Nobody posted here for %(count)d day.",
        "Nobody posted here for %(count)d days.",
        board.locks_after_days,
    ) % {"count": board.locks_after_days}
    for topic in rows:
        if topic.last_post_at < since and not topic.is_locked:
            before = Visibility.of(topic)
            topic.lock(None, reason)
            lock.log(None, topic, reason, {"is_of_board": True}, before, step=step)
            enqueue_topic_change(topic, topic.board_id, "lock")
    return len(ids)
