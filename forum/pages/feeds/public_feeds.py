"""What the public feeds hold: what a visitor sees, whoever asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from forum.boards.models import Board
from forum.boards.permissions import Permissions
from forum.follows.models import kind_of
from forum.markup.standalone_html import standalone_html
from forum.pages.etags import etag_of
from forum.pages.feeds.atom import LONG_AGO, MOST, Feed, identity_of
from forum.pages.feeds.titles import feed_title
from forum.pages.polls.copies import as_html as poll_as_html
from forum.polls.words import words_of_polls
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic, TopicQuerySet

LONGEST = 256_000  # signs of HTML, behind which no further post is added
POLL = "topic__poll__revision"
FORMAT = 2  # raise it when the same posts make another feed
# All that an entry shows: the text by its revision, the rest as it is, so that no act needs to tell the feeds of it.
STAMP = (
    "pk",
    "number",
    "revision",
    "edited_at",
    "markup_version",
    "topic__title",
    POLL,
    "author__username",
    "author__display_name",
    "author__closed_at",
)
Stamp = tuple[Any, ...]


@dataclass(frozen=True)
class PublicFeed:
    """A feed before its texts are read: which posts, and in which state they are."""

    title: str
    page: str
    identity: str
    stamps: list[Stamp]
    made_at: datetime = LONG_AGO

    def etag(self, site_version: int) -> str:
        forum = (FORMAT, site_version, absolute(""), settings.LANGUAGE_CODE)
        return etag_of(forum, self.title, self.page, self.stamps)

    @property
    def with_polls(self) -> set[int]:
        """The posts that have a poll: the first ones of their topics."""
        return {stamp[0] for stamp in self.stamps if stamp[1] == 1 and stamp[STAMP.index(POLL)]}

    def feed(self, address: str) -> Feed:
        """Read the texts; `address` is the path of the feed."""
        language = settings.LANGUAGE_CODE
        feed = Feed(
            title=self.title,
            page=self.page,
            address=address,
            identity=self.identity,
            language=language,
            made_at=self.made_at,
        )
        length = 0
        with translation.override(language):
            posts = list(posts_in_order([stamp[0] for stamp in self.stamps]))
            polls = words_of_polls({post.topic_id for post in posts if post.pk in self.with_polls})
            for post in posts:
                html = entry_html(post)
                if post.pk in self.with_polls and post.topic_id in polls:
                    html += poll_as_html(polls[post.topic_id], post.topic)
                length += len(html)
                if length > LONGEST and feed.items:
                    break
                feed.add_post(post, html=html)
        return feed


def posts_in_order(ids: list[int]) -> Iterable[Post]:
    rows = Post.objects.select_related("topic", "author").defer("source", "text").in_bulk(ids)
    return (rows[pk] for pk in ids if pk in rows)


def entry_html(post: Post) -> str:
    return standalone_html(post.html, post.pk, home=absolute(""), page=absolute(post.page_address()))


def stamps_of(posts: QuerySet[Post]) -> list[Stamp]:
    return list(posts.values_list(*STAMP)[:MOST])


def first_posts(visitor: Permissions, topics: TopicQuerySet) -> list[Stamp]:
    """The first posts of the topics that were started last."""
    newest = topics.sorted_by("start").values_list("pk", "board_id")[:MOST]
    ids = [pk for pk, board_id in newest if visitor.allow("see", board_id)]
    posts = Post.objects.not_removed().filter(topic__in=ids, number=1)
    stamps = {topic_id: stamp for topic_id, *stamp in posts.values_list("topic_id", *STAMP)}
    return [tuple(stamps[pk]) for pk in ids if pk in stamps]


def site_feed(visitor: Permissions, forum: SiteSettings) -> PublicFeed:
    # Not by the boards that are seen: SQLite would then sort every topic on them.
    on_boards = Topic.objects.not_removed().filter(board__isnull=False)
    topics = on_boards.exclude(board__in=visitor.hidden_boards())
    return PublicFeed(forum.name, "/", identity_of("/feed/of/site/"), first_posts(visitor, topics))


def board_feed(visitor: Permissions, forum: SiteSettings, board: Board) -> PublicFeed:
    topics = Topic.objects.visible_to(visitor).filter(board=board)
    return feed_of(forum, board, first_posts(visitor, topics))


def tag_feed(visitor: Permissions, forum: SiteSettings, tag: Tag) -> PublicFeed:
    topics = Topic.objects.visible_to(visitor).filter(tags=tag)
    return feed_of(forum, tag, first_posts(visitor, topics))


def topic_feed(forum: SiteSettings, topic: Topic) -> PublicFeed:
    """Of a topic that a visitor sees."""
    return feed_of(forum, topic, stamps_of(topic.posts.not_removed().order_by("-number")), topic.created_at)


def feed_of(
    forum: SiteSettings, thing: Board | Tag | Topic, stamps: list[Stamp], made_at: datetime = LONG_AGO
) -> PublicFeed:
    identity = identity_of(f"/feed/of/{kind_of(thing)}/{thing.pk}/")
    return PublicFeed(feed_title(thing, forum), thing.get_absolute_url(), identity, stamps, made_at)


def member_feed(visitor: Permissions, forum: SiteSettings, member: User) -> PublicFeed:
    posts = Post.objects.visible_to(visitor).filter(author=member)
    return PublicFeed(
        feed_title(member, forum),
        reverse("member", args=[member.username]),
        identity_of(f"/feed/of/member/{member.pk}/"),
        stamps_of(posts.order_by("-created_at", "-pk")),
        member.date_joined,
    )
