"""The forum that is measured: the demo community, and a few topics of sizes that hurt."""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.names import name_key
from forum.boards.models import Board
from forum.checks.invariants import check_invariants
from forum.demo.filling import fill
from forum.follows.models import Follow
from forum.posts.models import Post
from forum.posts.storing import append_posts
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


def topic_of(board: Board, author: User, title: str, posts: int) -> Topic:
    """A topic whose posts say what the demo's say, one a minute until now."""
    said = list(Post.objects.filter(topic__title__startswith="Build log")[:50])
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
