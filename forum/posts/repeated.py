"""The same text by the same author in the same place a few minutes ago.

The page that a browser goes back to has the text in its box and a new key, so that the key does not tell.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.database.prepared_queries import MOMENT, PreparedQuery, stand_ins
from forum.database.unindexed import UnindexedIn
from forum.posts.models import Post, PostQuerySet
from forum.refusals import Refusal
from forum.topics.models import Topic

REPEATED_WITHIN = timedelta(minutes=15)


class Repeated(Refusal):
    """The author has just posted the same text in the same place, as `post`."""

    code = "repeated"
    sentence = _("You posted this a minute ago.")

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post


def refuse_repeated(
    author: User, place: Topic | Board, title: str, source: str, reply_to: Post | None
) -> None:
    """Raise Repeated if they have just started the same topic on this board, or posted the same reply in this topic."""
    if isinstance(place, Board):
        refuse_repeated_topic(author, place, title, source)
    else:
        refuse_repeated_reply(author, place, source, reply_to)


def refuse_repeated_topic(author: User, board: Board, title: str, source: str) -> None:
    """Raise Repeated if they have just started the same topic."""
    on_board = UnindexedIn(F("topic__board_id"), [board.pk])
    same = _same(_since(), author.pk, source, on_board, number=1, topic__title=title)
    _refuse(same.values_list("pk", flat=True).first())


def refuse_repeated_conversation(author: User, title: str, source: str) -> None:
    """Raise Repeated if they have just begun the same conversation, with whomever."""
    same = _same(_since(), author.pk, source, number=1, topic__board=None, topic__title=title)
    _refuse(same.values_list("pk", flat=True).first())


def refuse_repeated_reply(author: User, topic: Topic, source: str, reply_to: Post | None) -> None:
    """Raise Repeated if they have just posted the same reply."""
    answered = [reply_to.pk] if reply_to else []
    rows = _same_reply(to_post=bool(answered)).rows([_since(), author.pk, source, topic.pk, *answered])
    _refuse(rows[0][0] if rows else None)


@cache
def _same_reply(*, to_post: bool) -> PreparedQuery:
    author_id, topic_id, post_id = stand_ins(3)
    in_topic = UnindexedIn(F("topic_id"), [topic_id])
    same = _same(MOMENT, author_id, "stand-in", in_topic, reply_to=post_id if to_post else None)
    answered = [post_id] if to_post else []
    # Nearly always there is none, and to ask for all columns takes longest.
    return PreparedQuery(
        same.order_by("pk").values_list("pk")[:1], [MOMENT, author_id, "stand-in", topic_id, *answered]
    )


def _same(since: datetime, author_id: int, source: str, *place: Any, **marks: Any) -> PostQuerySet:
    """Found among what the author has posted since, for the place may have a hundred thousand posts."""
    recent = Post.objects.not_removed().filter(*place, created_at__gt=since, **marks)
    return recent.filter(author=author_id, source=source, topic__removed_at=None)


def _since() -> datetime:
    return timezone.now() - REPEATED_WITHIN


def _refuse(number: int | None) -> None:
    if number is not None:
        raise Repeated(Post.objects.select_related("topic").get(pk=number))
