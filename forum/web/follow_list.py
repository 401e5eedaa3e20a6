"""The list of what a member follows, with what is new in each, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from forum.follows.models import CHOOSABLE, KINDS, Follow, Rhythm
from forum.topics.models import ReadMark, Topic
from forum.web.follow_control import in_sight, place_of, rhythm_label

PER_PAGE = 30
MOST_NEW = 99


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
    rows = rows.filter(rhythm=Rhythm.MUTE) if kind == "muted" else rows.standing()
    if kind in KINDS:
        rows = rows.kind(kind)
    return rows.order_by(Coalesce("topic__last_post_at", "created_at").desc(), "-pk")


def rows_of(member, follows: Sequence[Follow]) -> list[Row]:
    things = {kind: seen(member, kind, follows) for kind in KINDS}
    posts, topics = new_posts(member, things["topic"]), new_topics(member, follows)
    return [row_of(follow, things, posts, topics) for follow in follows]


def seen(member, kind: str, follows: Sequence[Follow]) -> dict[int, Any]:
    ids = [getattr(follow, f"{kind}_id") for follow in follows if follow.kind == kind]
    if not ids:
        return {}
    found = in_sight(member, kind, ids)
    if kind == "topic":
        found = found.standing().select_related("board")
    return {thing.pk: thing for thing in found}


def new_posts(member, topics: dict[int, Topic]) -> dict[int, int]:
    """How many posts stand behind the member's mark, by topic."""
    if not topics:
        return {}
    read = dict(ReadMark.objects.filter(member=member, topic__in=topics).values_list("topic_id", "number"))
    return {pk: max(topic.last_number - read.get(pk, 0), 0) for pk, topic in topics.items()}


def new_topics(member, follows: Sequence[Follow]) -> dict[int, int]:
    """How many topics of others were started since the member looked in, by follow of a board, a tag or a member."""
    ids = [follow.pk for follow in follows if follow.kind != "topic"]
    if not ids:
        return {}
    since = Coalesce(OuterRef("seen_at"), OuterRef("created_at"))
    fresh = Topic.objects.visible_to(member).standing().filter(created_at__gt=since).exclude(author=member)
    rows = Follow.objects.filter(pk__in=ids).annotate(
        new=Coalesce(counted(fresh.filter(board=OuterRef("board"))), 0)
        + Coalesce(counted(fresh.filter(tags=OuterRef("tag"))), 0)
        + Coalesce(counted(fresh.filter(author=OuterRef("person"))), 0)
    )
    return dict(rows.values_list("pk", "new"))


def counted(topics: QuerySet[Topic]) -> Subquery:
    alone = topics.order_by().annotate(one=F("pk") - F("pk")).values("one")
    return Subquery(alone.annotate(n=Count("pk", filter=Q())).values("n"))


def row_of(follow: Follow, things, posts: dict[int, int], topics: dict[int, int]) -> Row:
    kind = follow.kind
    thing = things[kind].get(getattr(follow, f"{kind}_id"))
    choices = [(rhythm.value, rhythm_label(rhythm, kind), rhythm == follow.rhythm) for rhythm in CHOOSABLE]
    if thing is None:
        return Row(follow, "", "", "", 0, "", choices)
    name = thing.title if kind == "topic" else thing.name
    board = thing.board.name if kind == "topic" else ""
    new = posts.get(thing.pk, 0) if kind == "topic" else topics.get(follow.pk, 0)
    place = place_of(thing)
    new_place = reverse("topic-unread", args=[thing.pk, thing.slug]) if kind == "topic" else place
    if kind == "person":
        new_place = f"{place}?show=topics"
    return Row(follow, name, place, board, new, new_place, choices)
