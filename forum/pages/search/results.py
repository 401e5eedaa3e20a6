"""What was found, as the page shows it: topics in the order of their best posts, each with a few of these."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.database.prepared_queries import PreparedJoins, padded, stand_ins
from forum.pages.kept_parts import kept_part, places
from forum.pages.link_facts import NamedLink, link_to, links_to
from forum.pages.search.asked import Asked
from forum.pages.templatetags.dates import Ages
from forum.pages.templatetags.people import person
from forum.pages.topics.lists import OF_MEMBERS, kept_topics
from forum.pages.topics.shown_tags import tags_of
from forum.posts.models import Post
from forum.search.analysis import marked, marked_excerpt
from forum.search.documents import searched_text
from forum.search.engines import Hit
from forum.search.indexing import polls_of
from forum.search.query import Query
from forum.topics.models import Topic
from forum.topics.rules import may

POSTS_SHOWN = 3  # of a topic
OF_POSTS = {"id", "topic_id", "number", "author_id", "text", "created_at", "removed_at"}

EXCERPT, ADDRESS, NUMBER, AUTHOR, WHEN = places(5)
TOPIC_ADDRESS, TITLE, REPLIES, POSTS, ALL_POSTS, LEFT_OUT = places(6)


class FoundPost(NamedTuple):
    """What the template of a post is given."""

    is_first: bool
    excerpt: str = EXCERPT
    address: str = ADDRESS
    number: str = NUMBER
    author: str = AUTHOR
    when: str = WHEN


class States(NamedTuple):
    is_pinned: bool
    is_locked: bool
    is_solved: bool
    is_removed: bool = False


class FoundTopic(NamedTuple):
    """The same of a topic, with its posts."""

    states: States
    tags: tuple[NamedLink, ...]
    board: NamedLink
    has_more: bool  # posts that were found as well
    address: str = TOPIC_ADDRESS
    title: str = TITLE
    replies: str = REPLIES
    posts: str = POSTS
    all_posts: str = ALL_POSTS
    left_out: str = LEFT_OUT


def by_topic(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits of each topic together, in the place of its first."""
    topics: dict[int, list[Hit]] = {}
    for hit in hits:
        topics.setdefault(hit.topic_id, []).append(hit)
    return list(topics.values())


@dataclass(frozen=True)
class Results:
    """Shows what the page has of hits, with three queries at most. What was removed just now is left out."""

    asked: Asked
    query: Query
    reader: Reader

    def topics(self, groups: list[list[Hit]]) -> list[SafeString]:
        posts = self.read_posts([hit.post_id for hits in groups for hit in hits[:POSTS_SHOWN]])
        wanted = {hits[0].topic_id for hits in groups} | {post.topic_id for post in posts.values()}
        topics = self.visible_topics(wanted)
        shown = self.shown_posts(posts, topics)
        return [
            self.shown_topic(topic, hits, shown) for hits in groups if (topic := topics.get(hits[0].topic_id))
        ]

    def posts(self, hits: Iterable[Hit]) -> list[SafeString]:
        ids = [hit.post_id for hit in hits]
        posts = self.read_posts(ids)
        shown = self.shown_posts(posts, self.visible_topics({post.topic_id for post in posts.values()}))
        return [shown[pk] for pk in ids if pk in shown]

    def visible_topics(self, numbers: Collection[int]) -> dict[int, Topic]:
        """Those of them that stand, and that the reader may see."""
        permissions = permissions_of(self.reader)
        topics = kept_topics(numbers).items()
        return {pk: topic for pk, topic in topics if not topic.is_removed and may(permissions, "see", topic)}

    def read_posts(self, ids: Collection[int]) -> dict[int, Post]:
        if not ids:
            return {}
        wanted = padded(ids)
        return {post.pk: post for post in _posts(len(wanted)).objects(wanted) if not post.is_removed}

    def shown_posts(self, posts: dict[int, Post], topics: dict[int, Topic]) -> dict[int, SafeString]:
        """The posts on these topics."""
        seen = [post for post in posts.values() if post.topic_id in topics]
        polls, ages = polls_of(seen), Ages()
        return {post.pk: self.shown_post(post, polls.get(post.pk, ""), ages) for post in seen}

    def shown_post(self, post: Post, poll: str, ages: Ages) -> SafeString:
        filled = {
            EXCERPT: marked_excerpt(searched_text(post, poll), self.query, self.query.language),
            ADDRESS: post.get_absolute_url(),
            NUMBER: str(post.number),
            AUTHOR: person(post.author),
            WHEN: ages.when(post.created_at),
        }
        return kept_part("search/_post.html", {"found": FoundPost(post.is_first)}, filled)

    def shown_topic(self, topic: Topic, hits: list[Hit], posts: dict[int, SafeString]) -> SafeString:
        left_out, replies = max(len(hits) - POSTS_SHOWN, 0), topic.reply_count
        facts = FoundTopic(
            States(topic.is_pinned, topic.is_locked, topic.is_solved),
            links_to(tags_of(topic)),
            link_to(topic.its_board),
            bool(left_out),
        )
        more = ngettext("%(n)s more post in this topic", "%(n)s more posts in this topic", left_out)
        filled = {
            TOPIC_ADDRESS: topic.get_absolute_url(),
            TITLE: marked(topic.title, self.query, self.query.language),
            REPLIES: ngettext("%(n)s reply", "%(n)s replies", replies) % {"n": replies},
            POSTS: SafeString("".join(posts.get(hit.post_id, "") for hit in hits[:POSTS_SHOWN])),
            ALL_POSTS: self.asked.address(topic=str(topic.pk)) if left_out else "",
            LEFT_OUT: more % {"n": left_out},
        }
        return kept_part("search/_topic.html", {"found": facts}, filled)


@cache
def _posts(count: int) -> PreparedJoins[Post]:
    numbers = stand_ins(count)
    posts, members = ([field.attname for field in model._meta.concrete_fields] for model in (Post, User))
    unread = [name for name in posts if name not in OF_POSTS]
    unread += [f"author__{name}" for name in members if name not in OF_MEMBERS]
    rows = Post.objects.filter(pk__in=numbers).select_related("author").defer(*unread)
    return PreparedJoins(rows, numbers)
