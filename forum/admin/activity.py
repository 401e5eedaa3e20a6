"""How the forum goes: who came, and how much was written in the last days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from forum.pages.date_fields import midnight
from forum.posts.models import PendingPost, Post
from forum.topics.rules import is_allowed

DAYS = 14
HEIGHT, WIDTH, GAP = 60, 18, 4  # of the bars, in the picture's own units


@dataclass(frozen=True)
class Bar:
    day: date
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class PostsByDay:
    bars: list[Bar]
    total: int
    most: int
    width: int = DAYS * (WIDTH + GAP)
    height: int = HEIGHT
    bar_width: int = WIDTH


def posts_by_day(user: User) -> PostsByDay:
    """The posts of the last days that this person may read: a number must not tell of boards that they do not see."""
    today = timezone.localdate()
    days = [today - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    since = midnight(days[0])
    # Topics have an index by their last post, posts have none by date.
    posts = Post.objects.visible_to(user).not_removed().filter(topic__removed_at=None)
    posts = posts.filter(topic__last_post_at__gte=since, created_at__gte=since)
    rows = posts.annotate(day=TruncDate("created_at")).order_by().values("day").annotate(n=Count("pk"))
    counts = Counter({row["day"]: row["n"] for row in rows})
    most = max(counts.values(), default=0)
    bars = [
        Bar(day, counts[day], n * (WIDTH + GAP), HEIGHT - height, height)
        for n, day in enumerate(days)
        for height in [_height(counts[day], most)]
    ]
    return PostsByDay(bars, sum(counts.values()), most)


def _height(count: int, most: int) -> int:
    return max(round(count / most * HEIGHT), 2) if count else 1


def new_members() -> dict[str, int]:
    """How many joined today and within seven days; those who came with an import did not join here."""
    today = timezone.localdate()
    joined = User.objects.filter(is_placeholder=False, is_imported=False)
    return {
        "today": joined.filter(date_joined__gte=midnight(today)).count(),
        "week": joined.filter(date_joined__gte=midnight(today - timedelta(days=6))).count(),
    }


def pending_posts(user: User) -> int:
    """How many posts wait for the approval of this person."""
    in_topic, on_board = is_allowed(user, "moderate", "topic__"), is_allowed(user, "moderate", "")
    return PendingPost.objects.filter(in_topic | on_board).count()
