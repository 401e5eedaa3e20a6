"""I2: counters and last-post pointers are what a recount gives.

Each query compares a counter and its rows in one statement, so that it is right also while people post.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from forum.boards.models import Board
from forum.checks import polls
from forum.checks.faults import Fault, fault_if_any
from forum.checks.recounts import with_a_sum
from forum.follows.models import FOLLOWABLES, Follow
from forum.jobs.models import Job
from forum.posts.models import Post, PostTotal, Solution
from forum.topics.models import Topic


def faults() -> Iterator[Fault]:
    yield from fault_if_any(
        topics_with_wrong_post_count(), "topic.post_count", _("topics with a wrong number of posts")
    )
    for kind, what in (
        ("topic", _("topics with a wrong number of followers")),
        ("board", _("boards with a wrong number of followers")),
        ("tag", _("tags with a wrong number of followers")),
        ("person", _("members with a wrong number of followers")),
    ):
        yield from fault_if_any(rows_with_wrong_follower_count(kind), f"{named(kind)}.follower_count", what)
    yield from fault_if_any(
        topics_with_wrong_last_post(), "topic.last_post", _("topics with a wrong last post")
    )
    yield from fault_if_any(
        topics_with_wrong_solution(), "topic.solved", _("topics that are wrong about being solved")
    )
    yield from fault_if_any(
        members_with_wrong_post_count(), "member.post_count", _("members with a wrong number of posts")
    )
    yield from fault_if_any(
        members_with_wrong_totals(),
        "member.post_totals",
        _("members with a wrong number of posts on some board"),
    )
    overdue = (
        boards_with_wrong_totals()
        .exclude(pk__in=_boards_awaiting_totals("board_id"))
        .exclude(pk__in=_boards_awaiting_totals("former_board_id"))
    )
    yield from fault_if_any(overdue, "board.totals", _("boards with wrong totals"))
    yield from polls.faults()


def topics_with_wrong_post_count() -> QuerySet[Topic]:
    found = _counted(Post.objects.not_removed(), "topic")
    return Topic.objects.annotate(recount=found).exclude(post_count=F("recount"))


def rows_with_wrong_follower_count(kind: str) -> QuerySet[Any]:
    """Topics, boards, tags or members, by the column of a follow that names them."""
    found = _counted(Follow.objects.active().order_by(), kind)
    return FOLLOWABLES[kind]._default_manager.annotate(recount=found).exclude(follower_count=F("recount"))


def named(kind: str) -> str:
    return "member" if kind == "person" else kind


def topics_with_wrong_last_post() -> QuerySet[Topic]:
    """Topics with a post that is not removed whose last one is not the one they name."""
    last = Post.objects.not_removed().filter(topic=OuterRef("pk")).order_by("-number")
    found = Topic.objects.annotate(
        true_last_at=Subquery(last.values("created_at")[:1]), true_last_by=Subquery(last.values("author")[:1])
    )
    wrong = ~Q(last_post_at=F("true_last_at")) | ~Q(last_poster=F("true_last_by")) | Q(last_poster=None)
    # A topic of nothing but removed posts keeps pointing to the last of them.
    return found.filter(wrong, true_last_by__isnull=False)


def topics_with_wrong_solution() -> QuerySet[Topic]:
    """Solved ones whose solution is not there or removed, and others that have one."""
    standing = Solution.objects.filter(post__removed_at=None)
    wrongly_solved = Q(solved_at__isnull=False) & ~Q(pk__in=standing.values("topic"))
    return Topic.objects.filter(wrongly_solved | Q(solved_at=None, pk__in=standing.values("topic")))


def members_with_wrong_post_count() -> QuerySet[Any]:
    members, posts = get_user_model().objects, Post.objects.values_list("author")
    # All of them by one index less the removed ones by another: none has both, and is read without its posts.
    wrong = with_a_sum(
        members.values_list("pk", "post_count"),
        posts.annotate(n=-Count("pk")),
        posts.filter(removed_at__isnull=False).annotate(n=Count("pk")),
        # What stands in conversations is counted for nobody.
        posts.filter(removed_at=None, topic__board=None).annotate(n=Count("pk")),
    )
    return members.filter(pk__in=wrong)


def members_with_wrong_totals() -> QuerySet[Any]:
    """Members of whom a board's number is wrong, or who have posts on a board without a number."""
    standing = Post.objects.not_removed().filter(topic__removed_at=None, topic__board__isnull=False)
    posts = standing.values_list("author", "topic__board")
    wrong = with_a_sum(
        PostTotal.objects.values_list("member", "board", "post_count"), posts.annotate(n=-Count("pk"))
    )
    return get_user_model().objects.filter(pk__in=wrong)


def boards_with_wrong_totals() -> QuerySet[Board]:
    topics = Topic.objects.not_removed().filter(board=OuterRef("pk")).order_by().values("board")
    found = Board.objects.annotate(
        true_topics=Coalesce(Subquery(topics.annotate(n=Count("pk")).values("n")), 0),
        true_posts=Coalesce(Subquery(topics.annotate(n=Sum("post_count")).values("n")), 0),
    )
    return found.exclude(topic_count=F("true_topics"), post_count=F("true_posts"))


def _counted(rows: QuerySet[Any], field: str) -> Coalesce:
    counted = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _boards_awaiting_totals(name: str) -> QuerySet[Job, Any]:
    """Boards that a waiting job will count: late is not wrong."""
    named = Job.objects.unfinished().filter(**{f"payload__{name}__isnull": False})
    return named.values_list(Cast(KT(f"payload__{name}"), BigIntegerField()))
