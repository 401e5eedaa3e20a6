"""Sitemaps: addresses that search engines may show, each file made of a range of rows that visitors see."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.urls import reverse

from accounts.models import User
from forum.boards.models import Board
from forum.boards.permissions import Permissions
from forum.own_pages.models import OwnPage
from forum.posts.models import PostTotal
from forum.site.absolute_addresses import absolute
from forum.topics.models import Tag, Topic, TopicQuerySet
from forum.topics.tag_counts import tag_counts

RANGE = (
    5_000  # numbers of topics, or of members, in a file; search engines read up to 50,000 addresses of one
)
MOST = 20_000  # boards, and tags, in the file of pages
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Place(NamedTuple):
    path: str
    changed_at: datetime | None = None


def public_topics(visitor: Permissions) -> TopicQuerySet:
    # Not by the boards that are seen: SQLite would then look up every topic on them.
    hidden = visitor.hidden_boards()
    return Topic.objects.not_removed().filter(board__isnull=False).exclude(board__in=hidden)


def public_totals(visitor: Permissions) -> QuerySet[PostTotal]:
    """Of members who have written something that visitors see: the pages of others are not shown."""
    totals = PostTotal.objects.filter(post_count__gt=0, member__closed_at=None)
    return totals.exclude(board__in=visitor.hidden_boards())


def files(visitor: Permissions) -> Iterator[Place]:
    """The files of the index. Two queries read all topics and members, and keep a line for each range."""
    yield Place(reverse("sitemap-pages"))
    ranges = public_topics(visitor).annotate(number=(F("pk") - 1) / RANGE)
    rows = ranges.values_list("number").annotate(Max("last_post_at")).order_by("number")
    for number, changed_at in rows:
        yield Place(reverse("sitemap-topics", args=[int(number) + 1]), changed_at)
    totals = public_totals(visitor).annotate(number=(F("member") - 1) / RANGE).order_by("number")
    for number in totals.values_list("number", flat=True).distinct():
        yield Place(reverse("sitemap-members", args=[int(number) + 1]))


def topics_in_range(visitor: Permissions, number: int) -> Iterator[Place]:
    last = number * RANGE
    topics = public_topics(visitor).filter(pk__gt=last - RANGE, pk__lte=last).order_by("pk")
    for topic in topics.only("title", "board", "last_post_at"):
        if visitor.allow("see", topic.board_id):
            yield Place(topic.get_absolute_url(), topic.last_post_at)


def members_in_range(visitor: Permissions, number: int) -> Iterator[Place]:
    last = number * RANGE
    # By the members: those of all boards' totals would have to be sorted to name each once.
    has_written = Exists(public_totals(visitor).filter(member=OuterRef("pk")))
    members = User.objects.filter(has_written, pk__gt=last - RANGE, pk__lte=last).order_by("pk")
    for username in members.values_list("username", flat=True):
        yield Place(reverse("member", args=[username]))


def pages(visitor: Permissions, site_version: int) -> Iterator[Place]:
    """Home, lists, boards, tags that have topics, and the owner's pages."""
    for name in ("home", "latest", "boards", "tags"):
        yield Place(reverse(name))
    seen = visitor.boards("see")
    for board in Board.objects.visible_to(visitor).filter(takes_topics=True, topic_count__gt=0)[:MOST]:
        yield Place(board.get_absolute_url())
    counts = tag_counts(seen, site_version)
    for tag in Tag.objects.all()[:MOST]:
        if tag.pk in counts and counts[tag.pk].topics:
            yield Place(tag.get_absolute_url())
    for page in OwnPage.objects.visible_to(AnonymousUser())[:MOST]:
        yield Place(page.get_absolute_url(), page.updated_at)


def as_xml(places: Iterable[Place], root: str, entry: str) -> str:
    """Return the file with the names that the format has for the whole and for each place."""
    lines = [f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{NAMESPACE}">']
    for place in places:
        changed = (
            f"<lastmod>{place.changed_at.isoformat(timespec='seconds')}</lastmod>" if place.changed_at else ""
        )
        lines.append(f"<{entry}><loc>{escape(absolute(place.path))}</loc>{changed}</{entry}>")
    return "\n".join([*lines, f"</{root}>\n"])
