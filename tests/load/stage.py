"""The forum that is measured: the demo community, and a few topics of sizes that hurt."""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.names import name_key
from forum.boards.models import Board
from forum.checks.invariants import check_invariants
from forum.demo.filling import fill
from forum.follows.models import Follow
from forum.posts import member_totals
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.site.models import SiteSettings
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic
from tests.load.output import say

LONG, MANY_TOPICS, FOLLOWERS, POSTERS = 20_000, 2_000, 1_000, 80


@dataclass(frozen=True)
class Stage:
    board: Board
    page: Topic
    long: Topic
    followed: Topic
    quiet: Topic
    member: User
    posters: list[User]


def build() -> Stage:
    started = time.monotonic()
    fill_with_demo()
    with transaction.atomic():
        built = _built()
    faults = [fault for verdict in check_invariants() for fault in verdict.faults]
    assert not faults, f"the forum to measure is not whole: {faults}"
    say(
        f"{Topic.objects.count():,} topics, {Post.objects.count():,} posts in {time.monotonic() - started:.0f} s"
    )
    return built


def fill_with_demo() -> Board:
    """Make the tables and the demo community; return a board of it."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    fill(timezone.now().date(), seed=1)
    return Board.objects.get(slug="bicycles")


def _built() -> Stage:
    board = Board.objects.get(slug="bicycles")
    crowd = members_named("follower", FOLLOWERS)
    # Staff, because others may not post as often as the benchmark does.
    posters = members_named("poster", POSTERS, is_staff=True)
    page, long, followed, quiet = (
        topic_of(board, posters[0], title, posts)
        for title, posts in (("Twenty posts", 20), ("A very long one", LONG), ("Followed", 1), ("Quiet", 1))
    )
    Follow.objects.bulk_create(Follow(member=member, topic=followed) for member in crowd)
    Topic.objects.filter(pk=followed.pk).update(follower_count=FOLLOWERS)
    for number in range(MANY_TOPICS):
        topic_of(board, posters[number % POSTERS], f"One of many, {number}", 1)
    recount_board(board.pk)
    return Stage(board, page, long, followed, quiet, crowd[0], posters)


def members_named(name: str, size: int, **fields) -> list[User]:
    names = [f"{name}-{number}" for number in range(size)]
    return User.objects.bulk_create(User(username=one, username_key=name_key(one), **fields) for one in names)


def texts_of_posts() -> list[dict[str, str]]:
    """What the posts of all topics that are measured say, for other forums."""
    return list(_said_by_the_demo().values("source", "html")[:50])


def _said_by_the_demo() -> QuerySet[Post]:
    return Post.objects.filter(topic__title__startswith="Build log").order_by("pk")


def writers(name: str, size: int, board: Board) -> list[User]:
    """Ordinary members of long standing, and a forum that lets them post as often as they like."""
    SiteSettings.objects.update(posts_a_minute=None, posts_an_hour=None, version=F("version") + 1)
    members = members_named(name, size, date_joined=timezone.now() - timedelta(days=90))
    # Of those with many posts the filters ask less.
    member_totals.add({(member.pk, board.pk): 100 for member in members})
    return members


def topic_of(board: Board, author: User, title: str, posts: int) -> Topic:
    """A topic whose posts say what the demo's say, one a minute until now."""
    said = list(_said_by_the_demo()[:50])
    began = timezone.now() - timedelta(minutes=posts)
    topic = Topic(board=board, author=author, title=title, created_at=began)
    rows = [
        Post(
            author=author,
            created_at=began + timedelta(minutes=number - 1),
            **{
                field: getattr(said[number % len(said)], field)
                for field in ("source", "html", "text", "markup_version")
            },
        )
        for number in range(1, posts + 1)
    ]
    append_posts(topic, rows)
    return topic
