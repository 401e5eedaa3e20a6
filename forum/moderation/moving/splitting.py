"""Moving posts out of a topic: into a new one, or into another that there is."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.boards.models import Board
from forum.moderation.acts import Act, Detail, Visibility
from forum.moderation.models import LogEntry
from forum.moderation.moving import followers
from forum.moderation.moving.places import (
    MOST_POSTS,
    CannotMove,
    check_board,
    check_usable,
    lock_topics,
    retire,
)
from forum.moderation.moving.tables import UndoFacts
from forum.moderation.moving.telling import tell_of_move
from forum.moderation.reasons import FOR_MOVING
from forum.moderation.topic_targets import TOPIC
from forum.polls.models import Poll
from forum.posts.models import Post
from forum.posts.moving import in_order_of_time, mend, order_of, rearrange
from forum.topics.models import Topic

UNDOABLE_FOR = timedelta(days=30)


@transaction.atomic
def split(
    by: User,
    source: Topic,
    posts: Collection[int],
    reason: str = "",
    *,
    board: Board | None = None,
    title: str = "",
    target: Topic | None = None,
    by_date: bool = True,
) -> LogEntry | None:
    """Move these posts to a new topic with the title on the board, or into `target`, by their dates or behind its end.

    Answers the log entry; None if none of them is in the topic any more. Raise CannotMove, or PermissionDenied where
    `by` does not moderate both places.
    """
    if len(posts) > MOST_POSTS:
        raise CannotMove(CannotMove.too_many)
    if target is not None and target.pk == source.pk:
        raise CannotMove(CannotMove.same)
    permissions, topics = lock_topics(by, source.pk, *([target.pk] if target else []))
    source, target = topics[source.pk], topics[target.pk] if target else None
    check_usable(*topics.values())
    order = order_of(source)
    wanted = set(posts)
    going, left = [pk for pk in order if pk in wanted], [pk for pk in order if pk not in wanted]
    if not going:
        return None
    if not left:
        raise CannotMove(CannotMove.whole)
    is_new = target is None
    if target is None:
        check_board(permissions, board := board or source.its_board)
        target = new_topic(going[0], board, title)
    elif going[0] == order[0] and Poll.objects.filter(topic=source).exists():
        raise CannotMove(str(CannotMove.poll) % {"topic": source.title})
    there = order_of(target)
    joined = in_order_of_time(there, going) if by_date else [*there, *going]
    numbers = {pk: number for number, pk in enumerate(order, 1)}
    lost = rearrange(source, target, left, joined)
    facts: dict[str, Any] = {"target": target.pk, "posts": [(pk, numbers[pk]) for pk in going], **lost}
    facts["followers"] = followers.follow_own_posts(source, target, going)
    detail = {"posts": len(going), "target": target.pk, "to": target.board_id, "from": source.board_id}
    entry = splitting.log(by, source, reason, detail | {"is_new": is_new})
    log_elsewhere(taking_in, by, target, source, reason, len(going))
    return keep(entry, facts)


def keep(entry: LogEntry, facts: dict[str, Any]) -> LogEntry:
    """Keep what undoing takes, let no later move of other posts stand in its way, and have people told of it."""
    UndoFacts.objects.create(entry=entry, facts=facts)
    entry.detail = entry.detail | {"move": entry.pk}
    entry.save(update_fields=["detail"])
    LogEntry.objects.filter(
        Exists(Post.objects.filter(pk=OuterRef("post"), topic=facts["target"])), topic=entry.topic
    ).update(topic=facts["target"])
    tell_of_move(entry)
    return entry


def new_topic(first: int, board: Board, title: str) -> Topic:
    post = Post.objects.get(pk=first)
    topic = Topic(board=board, title=title, author_id=post.author_id, created_at=post.created_at)
    topic.last_post_at, topic.last_poster_id = post.created_at, post.author_id
    topic.save()
    return topic


def put_back(by: User, source: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    """Move the posts back, to where they stood as far as later posts allow; None if none of them is there any more."""
    kept = UndoFacts.objects.filter(entry=entry).first()
    if kept is None:
        return None
    facts = kept.facts
    _permissions, topics = lock_topics(by, source.pk, facts["target"])
    source, target = topics[source.pk], topics[facts["target"]]
    check_usable(source)
    if target.is_merged:
        raise CannotMove(str(CannotMove.removed) % {"topic": target.title})
    numbers = dict(facts["posts"])
    order = order_of(target)
    going, left = [pk for pk in order if pk in numbers], [pk for pk in order if pk not in numbers]
    if not going:
        return None
    if left and going[0] == order[0] and Poll.objects.filter(topic=target).exists() and numbers[order[0]] > 1:
        raise CannotMove(str(CannotMove.poll) % {"topic": target.title})
    rearrange(target, source, left, at_numbers(order_of(source), {pk: numbers[pk] for pk in going}))
    mend(facts)
    if left:
        followers.forget_carried(target, facts["followers"])
    else:
        followers.carry_followers(target, source)
        retire(by, target, reason, going[0])
    LogEntry.objects.filter(post__in=going, topic=target).update(topic=source)
    log_elsewhere(giving_back, by, target, source, reason, len(going))
    return putting_back.log(by, source, reason, back_detail(entry, facts, going, left))


def forget_undo_facts() -> None:
    UndoFacts.objects.filter(created_at__lt=timezone.now() - UNDOABLE_FOR).delete()


def back_detail(entry: LogEntry, facts: dict[str, Any], going: list[int], left: list[int]) -> Detail:
    gone = len(facts["posts"]) - len(going)
    detail = {"posts": len(going), "from": entry.detail["to"], "to": entry.detail["from"], "move": entry.pk}
    return detail | {"not_back": gone, "stayed": len(left) if entry.detail.get("is_new") else 0}


def log_elsewhere(act: Act[Topic], by: User, topic: Topic, other: Topic, reason: str, posts: int) -> None:
    """Log the move for the moderators of the other board too, who may not read of it in the log of the first."""
    if topic.board_id != other.board_id:
        before = Visibility(topic, other.board_id, is_removed=False)
        act.log(by, topic, reason, {"posts": posts, "from": other.board_id}, before)


def at_numbers(order: list[int], numbers: Mapping[int, int]) -> list[int]:
    """Put these posts among the others so that each has its number, as far as there are that many."""
    waiting = sorted(numbers, key=numbers.__getitem__, reverse=True)
    joined: list[int] = []
    for post in order:
        while waiting and numbers[waiting[-1]] <= len(joined) + 1:
            joined.append(waiting.pop())
        joined.append(post)
    return joined + waiting[::-1]


def move_words(detail: Detail, boards: Mapping[int, str]) -> str:
    count = detail.get("posts", 0)
    words = ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}
    board = boards.get(detail.get("to", 0))
    return f"{words}, {board}" if board and detail.get("to") != detail.get("from") else words


def elsewhere_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return move_words(detail | {"to": detail.get("from"), "from": None}, boards)


splitting = Act(
    name="split",
    on=TOPIC,
    opposite="put-posts-back",
    label=_("Move posts"),
    restricts=False,
    log_words=_("moved posts out of"),
    reasons=FOR_MOVING,
    detail_words=move_words,
    undo=put_back,
    undoable_for=UNDOABLE_FOR,
)
putting_back = Act(
    name="put-posts-back",
    on=TOPIC,
    opposite="split",
    undoable_for=timedelta(0),  # it is done anew
    label=_("Move posts back"),
    restricts=False,
    log_words=_("moved posts back to"),
    detail_words=move_words,
)
taking_in = Act(
    name="take-posts-in",
    on=TOPIC,
    label=_("Move posts here"),
    restricts=False,
    log_words=_("moved posts from another board into"),
    detail_words=elsewhere_words,
)
giving_back = Act(
    name="give-posts-back",
    on=TOPIC,
    label=_("Move posts back"),
    restricts=False,
    log_words=_("moved posts back to another board from"),
    detail_words=elsewhere_words,
)
ACTS = (splitting, putting_back, taking_in, giving_back)
