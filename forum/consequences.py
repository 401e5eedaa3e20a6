"""What follows from what: each recorded job and the functions the worker calls for it.

A consequence takes the job's payload by name, takes any other name as well, and may run twice, late, or after a
kill: it looks at how things stand now and sets what follows from that.
"""

from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore

from forum import limits
from forum.follows.following_by_mail import forget_unconfirmed
from forum.jobs.running import forget_old
from forum.mail import daily_allowance, sending
from forum.mail.digests import schedule as digests
from forum.moderation.models import LogEntry
from forum.notifications import marking_read
from forum.notifications.notifying import tell_of_edit, tell_of_post
from forum.notifications.notifying_one import ask_to_confirm, tell_followed, tell_moderated
from forum.topics.board_totals import recount_board


def total_board(*, board_id: int, **_) -> None:
    recount_board(board_id)


def total_left_board(*, left_board_id: int, **_) -> None:
    recount_board(left_board_id)


def tell_author(*, entry_id: int, **_) -> None:
    """A moderator's act on a topic or a post is told to whoever wrote it, unless they did it themselves.

    They are told what they could see: nothing of what is done where they do not look any more.
    """
    entry = LogEntry.objects.select_related("topic", "post").filter(pk=entry_id).first()
    if entry is None or entry.topic is None:
        return
    author = (entry.post or entry.topic).author_id
    if author != entry.by_id:
        usual = {"title": entry.topic.title, "boards": [entry.topic.board_id]}
        tell_moderated(
            entry.pk, author, entry.topic, entry.post, entry.act, **entry.detail.get("seen", usual)
        )


def tidy(**_) -> None:
    SessionStore.clear_expired()
    forget_old()
    sending.forget_old()
    marking_read.forget_old()
    forget_unconfirmed()
    limits.forget_old()


TABLE: dict[str, list[Callable[..., None]]] = {
    "post.published": [total_board, tell_of_post],
    "post.edited": [tell_of_edit],
    "post.removed": [total_board],
    "post.restored": [total_board],
    "topic.moderated": [total_board],
    "topic.moved": [total_board, total_left_board],
    "author.moderated": [tell_author],
    "member.followed": [tell_followed],
    "follow.asked": [ask_to_confirm],
    "day.began": [tidy],
}

# What the worker does beside jobs: each takes a question whether to stop, and answers how much it got done.
ROUNDS: list[Callable[[Callable[[], bool]], int]] = [sending.send_due]

# What the worker looks for once a minute.
REMINDERS: list[Callable[[], None]] = [digests.call_due, daily_allowance.write_overflow_mails]
