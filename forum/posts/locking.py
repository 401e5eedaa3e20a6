"""Locking a post, with its topic before it, as everybody locks them; and what every new post locks."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.database.prepared_queries import PreparedObjects, stand_ins
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic


class PostMoved(Refusal):
    """A moderator has moved it to another topic since the page was read."""

    code = "post_moved"
    sentence = _("A moderator has just moved this post to another topic. Reload the page and try again.")


def lock_with_topic(post: Post) -> Post:
    """Return the post as it is now, with its author and its topic. Raise PostMoved if that is another topic."""
    topic = Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("board")
    locked_topic = topic.get(pk=post.topic_id)
    locked = (
        Post.objects.select_for_update(no_key=True, of=("self",)).select_related("author").get(pk=post.pk)
    )
    if locked.topic_id != locked_topic.pk:
        raise PostMoved
    locked.topic = locked_topic
    return locked


def lock_member(number: int) -> User | None:
    return _locked_member().first([number])


def standing_topic(number: int) -> Topic | None:
    """Return the topic and its board as they are, if it is not removed. Whether the reader sees it is not asked."""
    return _with_board(_standing_topic().first([number]))


def lock_topic(number: int) -> Topic | None:
    """Return the topic, locked, with its board as it is now."""
    return _with_board(_locked_topic().first([number]))


def _with_board(topic: Topic | None) -> Topic | None:
    if topic is not None and topic.board_id is not None:
        topic.board = _board().first([topic.board_id])
    return topic


@cache
def _locked_member() -> PreparedObjects[User]:
    numbers = stand_ins(1)
    return PreparedObjects(User.objects.select_for_update(no_key=True).filter(pk=numbers[0]), numbers)


@cache
def _standing_topic() -> PreparedObjects[Topic]:
    numbers = stand_ins(1)
    return PreparedObjects(Topic.objects.not_removed().filter(pk=numbers[0]), numbers)


@cache
def _board() -> PreparedObjects[Board]:
    numbers = stand_ins(1)
    return PreparedObjects(Board.objects.filter(pk=numbers[0]), numbers)


@cache
def _locked_topic() -> PreparedObjects[Topic]:
    numbers = stand_ins(1)
    return PreparedObjects(Topic.objects.select_for_update(no_key=True).filter(pk=numbers[0]), numbers)
