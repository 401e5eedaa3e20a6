"""What moderators do to topics and posts. The page and the admin call these same acts.

Each act looks at the thing again under its lock, does nothing where it is done already (and answers False), writes
one line of the log, and has an opposite.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.boards.models import Board, read_permissions
from forum.jobs.recording import record
from forum.moderation.models import Act, LogEntry
from forum.posts import member_totals, removing, revising
from forum.posts.models import Post
from forum.posts.post_text import PostText
from forum.topics import tagging
from forum.topics.models import Tag, Topic
from forum.topics.permissions import may


def lock(by, topic: Topic, reason: str = "") -> bool:
    return _on_topic(by, topic, Act.LOCK, reason, lambda t: not t.is_locked, lambda t: t.lock(by))


def unlock(by, topic: Topic, reason: str = "") -> bool:
    return _on_topic(by, topic, Act.UNLOCK, reason, lambda t: t.is_locked, lambda t: t.unlock())


def pin(by, topic: Topic, reason: str = "") -> bool:
    return _on_topic(by, topic, Act.PIN, reason, lambda t: not t.is_pinned, lambda t: t.pin(by))


def unpin(by, topic: Topic, reason: str = "") -> bool:
    return _on_topic(by, topic, Act.UNPIN, reason, lambda t: t.is_pinned, lambda t: t.unpin())


def remove(by, topic: Topic, reason: str = "") -> bool:
    def act(topic: Topic) -> None:
        topic.remove(by, reason)
        member_totals.subtract_topic(topic, topic.board_id)

    return _on_topic(by, topic, Act.REMOVE, reason, lambda t: not t.is_removed, act)


def restore(by, topic: Topic, reason: str = "") -> bool:
    def act(topic: Topic) -> None:
        topic.restore()
        member_totals.add_topic(topic, topic.board_id)

    return _on_topic(by, topic, Act.RESTORE, reason, lambda t: t.is_removed, act)


@transaction.atomic
def move(by, topic: Topic, board: Board, reason: str = "") -> bool:
    """Take a topic to another board. The mover moderates both ends; anything less would let topics be carried off."""
    topic = _locked(by, topic)
    if not board.takes_topics or not may(read_permissions(by), "moderate", board):
        raise PermissionDenied
    if topic.board_id == board.pk:
        return False
    left = topic.board_id
    topic.move(board)
    if not topic.is_removed:
        member_totals.subtract_topic(topic, left)
        member_totals.add_topic(topic, board.pk)
    detail = {"from": left, "to": board.pk}
    _log(by, Act.MOVE, reason, topic=topic, detail=detail, boards=[left, board.pk])
    record("topic.moved", topic_id=topic.pk, board_id=board.pk, former_board_id=left)
    return True


@transaction.atomic
def remove_post(by, post: Post, reason: str = "") -> bool:
    _require_moderator(by, post)
    done = removing.remove(by, post, reason)
    if done:
        # A topic of one post goes with it, and has been in sight until now.
        _log(by, Act.REMOVE, reason, topic=post.topic, post=post, is_hidden=False)
    return done


@transaction.atomic
def restore_post(by, post: Post, reason: str = "") -> bool:
    _require_moderator(by, post)
    done = removing.restore(by, post)
    if done:
        _log(by, Act.RESTORE, reason, topic=post.topic, post=post)
    return done


@transaction.atomic
def edit_post(
    by, post: Post, text: PostText, *, base: int, title: str | None = None, tags: Iterable[Tag] | None = None
) -> Post:
    """Change another's post, and the topic's title and tags; see `revising.revise` for what it raises."""
    _require_moderator(by, post)
    revised = revising.revise(by, post, text, base=base, title=title)
    detail: dict[str, int | list[str]] = {}
    if revised.revision != base:
        detail["revision"] = revised.revision
    if tags is not None and revised.is_first and tagging.retag(by, revised.topic, tags):
        detail["tags"] = [tag.name for tag in tags]
    if detail:
        _log(by, Act.EDIT, "", topic=revised.topic, post=revised, detail=detail)
    return revised


@transaction.atomic
def _on_topic(
    by, topic: Topic, act: Act, reason: str, is_due: Callable[[Topic], bool], change: Callable[[Topic], None]
) -> bool:
    topic = _locked(by, topic)
    if not is_due(topic):
        return False
    was_removed = topic.is_removed
    change(topic)
    _log(by, act, reason, topic=topic, is_hidden=was_removed and topic.is_removed)
    record("topic.moderated", topic_id=topic.pk, board_id=topic.board_id)
    return True


def _locked(by, topic: Topic) -> Topic:
    topic = Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    if not may(read_permissions(by), "moderate", topic):
        raise PermissionDenied
    return topic


def _require_moderator(by, post: Post) -> None:
    # Authors take back their own posts by `removing`, which leaves no line in the moderators' log.
    if not may(read_permissions(by), "moderate", post.topic):
        raise PermissionDenied


def _log(
    by,
    act: Act,
    reason: str,
    *,
    topic: Topic,
    post: Post | None = None,
    detail: dict | None = None,
    boards: Iterable[int] | None = None,
    is_hidden: bool | None = None,
) -> None:
    """Write the line, and for whoever wrote the thing what they could see of it, before or after the act.

    They may be told of it later than it is renamed, or carried off to a board that is none of theirs.
    """
    is_hidden = topic.is_removed if is_hidden is None else is_hidden
    seen = {"title": topic.title, "boards": [] if is_hidden else list(boards or [topic.board_id])}
    detail = (detail or {}) | {"seen": seen}
    entry = LogEntry.objects.create(
        by=by, act=act, reason=reason[:500], topic=topic, post=post, detail=detail
    )
    if act not in {
        Act.PIN,
        Act.UNPIN,
    }:  # where a topic stands in a list is nothing to trouble its author with
        record("author.moderated", entry_id=entry.pk)
