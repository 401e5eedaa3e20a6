"""The list of what a member follows, with what is new in each, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from forum.follows.models import CHOOSABLE, KINDS, Follow, Level
from forum.pages.follows.control import level_label
from forum.pages.follows.followables import address_of, visible_followables
from forum.posts.models import Post
from forum.topics.models import ReadMark, Topic
from forum.topics.permissions import is_allowed

PER_PAGE = 30
MOST_NEW = 99
LOOKED_AT = 400  # posts behind a reader's mark among which the new ones are counted


@dataclass
class Row:
    """A follow as the list shows it. What the reader may not see any more has no name and no address."""

    follow: Follow
    name: str
    place: str
    board: str
    new: int
    new_place: str
    choices: list[tuple[str, Any, bool]]

    @property
    def is_seen(self) -> bool:
        return bool(self.place)

    @property
    def new_count(self) -> str:
        return f"{MOST_NEW}+" if self.new > MOST_NEW else str(self.new)


def kept(member, kind: str) -> QuerySet[Follow]:
    """The member's follows of a kind; "" for all of them, "muted" for what they have muted. Newest activity first."""
    rows = Follow.objects.filter(member=member)
    rows = rows.filter(level=Level.MUTE) if kind == "muted" else rows.standing()
    if kind in KINDS:
        rows = rows.kind(kind)
    # What happens in a topic out of sight must not show in where its nameless row stands.
    seen = is_allowed(member, "see", "topic__") & Q(topic__removed_at=None)
    moment = Case(When(seen, then="topic__last_post_at"), default="created_at")
    return rows.order_by(moment.desc(), "-pk")


def rows_of(member, follows: Sequence[Follow]) -> list[Row]:
    things = {kind: seen(member, kind, follows) for kind in KINDS}
    posts, topics = new_posts(member, things["topic"]), new_topics(member, follows)
    return [row_of(follow, things, posts, topics) for follow in follows]


def seen(member, kind: str, follows: Sequence[Follow]) -> dict[int, Any]:
    ids = [getattr(follow, f"{kind}_id") for follow in follows if follow.kind == kind]
    if not ids:
        return {}
    found = visible_followables(member, kind, ids)
    if kind == "topic":
        found = found.not_removed().select_related("board")
    return {thing.pk: thing for thing in found}


def new_posts(member, topics: dict[int, Topic]) -> dict[int, int]:
    """How many posts that they hear of stand behind the member's mark, by topic."""
    if not topics:
        return {}
    mark = Subquery(ReadMark.objects.filter(member=member, topic=OuterRef("pk")).values("number"))
    posts = Post.objects.heard_by(member).filter(
        topic=OuterRef("pk"), number__gt=OuterRef("mark"), number__lte=OuterRef("mark") + LOOKED_AT
    )
    rows = Topic.objects.filter(pk__in=topics).annotate(mark=Coalesce(mark, 0)).annotate(new=counted(posts))
    return dict(rows.order_by().values_list("pk", "new"))


def new_topics(member, follows: Sequence[Follow]) -> dict[int, int]:
    """How many topics of others were started since the member looked in, by follow of a board, a tag or a member."""
    ids = [follow.pk for follow in follows if follow.kind != "topic" and follow.is_standing]
    if not ids:
        return {}
    since = Coalesce(OuterRef("seen_at"), OuterRef("created_at"))
    # The first posts are what a board, a tag or a member tells of.
    firsts = Post.objects.heard_by(member).filter(number=1, topic__created_at__gt=since)
    rows = Follow.objects.filter(pk__in=ids).annotate(
        new=counted(firsts.filter(topic__board=OuterRef("board")))
        + counted(firsts.filter(topic__tags=OuterRef("tag")))
        + counted(firsts.filter(topic__author=OuterRef("person")))
    )
    return dict(rows.values_list("pk", "new"))


def counted(posts: QuerySet[Post]) -> Coalesce:
    alone = posts.order_by().annotate(one=F("pk") - F("pk")).values("one")
    return Coalesce(Subquery(alone.annotate(n=Count("pk")).values("n")), 0)


def row_of(follow: Follow, things, posts: dict[int, int], topics: dict[int, int]) -> Row:
    kind = follow.kind
    thing = things[kind].get(getattr(follow, f"{kind}_id"))
    choices = [(level.value, level_label(level, kind), level == follow.level) for level in CHOOSABLE]
    if thing is None:
        return Row(follow, "", "", "", 0, "", choices)
    name = thing.title if kind == "topic" else thing.full_name if kind == "person" else thing.name
    board = thing.board.name if kind == "topic" else ""
    new = posts.get(thing.pk, 0) if kind == "topic" else topics.get(follow.pk, 0)
    place = address_of(thing)
    new_place = reverse("topic-unread", args=[thing.pk, thing.slug]) if kind == "topic" else place
    if kind == "person":
        new_place = f"{place}?show=topics"
    return Row(follow, name, place, board, new, new_place, choices)
