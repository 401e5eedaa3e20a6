"""The topics between which posts are moved: locked, and asked whether they may be."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board, read_permissions
from forum.boards.permission_locks import lock_permissions_shared
from forum.boards.permissions import Permissions
from forum.moderation.moving.tables import MergedTopic, TopicPointer
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic
from forum.topics.rules import may

MOST_POSTS = 1_000  # in one step; a whole topic may have more


class CannotMove(Refusal):
    code = "cannot_move"
    too_many = _("Choose up to 1,000 posts at a time. To move more, merge whole topics.")
    poll = _(
        "“%(topic)s” has a poll, which belongs to its first post. Leave that post where it is, or merge the other "
        "topic into this one."
    )
    whole = _("These are all posts of the topic. Move the topic itself instead.")
    begins = _(
        "“%(topic)s” begins with a post of the merged topic now, and would lose it. Move the posts one by one instead."
    )
    removed = _("“%(topic)s” is removed or merged. Choose another topic, or restore it first.")
    same = _("Choose another topic than the one the posts are in.")


def lock_topics(by: User, *ids: int) -> tuple[Permissions, dict[int, Topic]]:
    """Lock these topics, in the order of their numbers, and read what `by` may do. Raise PermissionDenied."""
    rows = Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("board")
    topics = {topic.pk: topic for topic in rows.filter(pk__in=ids).order_by("pk")}
    lock_permissions_shared()
    permissions = read_permissions(by)
    if set(topics) != set(ids) or not all(may(permissions, "moderate", topic) for topic in topics.values()):
        raise PermissionDenied
    return permissions, topics


def check_board(permissions: Permissions, board: Board) -> None:
    """Raise PermissionDenied if posts may not be moved to a new topic there: whoever could might carry them off."""
    if not board.takes_topics or not may(permissions, "moderate", board):
        raise PermissionDenied


def check_usable(*topics: Topic) -> None:
    for topic in topics:
        if topic.is_removed or topic.is_merged:
            raise CannotMove(str(CannotMove.removed) % {"topic": topic.title})


def retire(by: User, topic: Topic, reason: str, post_id: int) -> None:
    """The topic has no posts any more: whoever has its address is led to this post of those that it had."""
    now = timezone.now()
    MergedTopic.objects.update_or_create(topic=topic, defaults={"post": Post.objects.get(pk=post_id)})
    topic.merged_at, topic.removed_at, topic.removed_by, topic.removed_reason = now, now, by, reason
    topic.timer = topic.timer_at = None
    topic.save(update_fields=["merged_at", "removed_at", "removed_by", "removed_reason", "timer", "timer_at"])
    topic.touch()


def revive(topic: Topic) -> None:
    MergedTopic.objects.filter(topic=topic).delete()
    topic.merged_at = topic.removed_at = topic.removed_by = None
    topic.removed_reason = ""
    topic.save(update_fields=["merged_at", "removed_at", "removed_by", "removed_reason"])
    topic.touch()


def point(board_id: int | None, topic: Topic, days: int, former: Topic | None = None) -> None:
    """For so many days, say on the board where the topic has gone."""
    if days and board_id is not None:
        until = timezone.now() + timedelta(days=days)
        TopicPointer.objects.create(board_id=board_id, topic=topic, former=former, until=until)


def forget_old_pointers() -> None:
    TopicPointer.objects.filter(until__lt=timezone.now()).delete()
