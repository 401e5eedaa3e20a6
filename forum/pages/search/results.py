"""What was found, as the page shows it: topics in the order of their best posts, each with a few of these."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import Reader
from forum.pages.search.asked import Asked
from forum.posts.models import Post
from forum.search.analysis import marked, marked_excerpt
from forum.search.documents import searched_text
from forum.search.engines import Hit
from forum.search.indexing import polls_of
from forum.search.query import Query
from forum.topics.models import Topic

POSTS_SHOWN = 3  # of a topic


@dataclass(frozen=True)
class FoundPost:
    post: Post
    excerpt: SafeString


@dataclass(frozen=True)
class FoundTopic:
    topic: Topic
    title: SafeString
    posts: list[FoundPost]
    left_out: int  # posts of the topic that were found as well
    all_posts: str  # the address of these


def by_topic(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits of each topic together, in the place of its first."""
    topics: dict[int, list[Hit]] = {}
    for hit in hits:
        topics.setdefault(hit.topic_id, []).append(hit)
    return list(topics.values())


@dataclass(frozen=True)
class Results:
    """Reads what the page shows of hits, in four queries. What was removed just now is left out."""

    asked: Asked
    query: Query
    reader: Reader

    def topics(self, groups: list[list[Hit]]) -> list[FoundTopic]:
        topics = Topic.objects.visible_to(self.reader).not_removed().listed()
        by_id = topics.in_bulk([hits[0].topic_id for hits in groups])
        posts = {
            found.post.pk: found for found in self.posts(hit for hits in groups for hit in hits[:POSTS_SHOWN])
        }
        return [
            self.found_topic(topic, hits, posts) for hits in groups if (topic := by_id.get(hits[0].topic_id))
        ]

    def found_topic(self, topic: Topic, hits: list[Hit], posts: dict[int, FoundPost]) -> FoundTopic:
        return FoundTopic(
            topic,
            marked(topic.title, self.query, self.query.language),
            [posts[hit.post_id] for hit in hits[:POSTS_SHOWN] if hit.post_id in posts],
            max(len(hits) - POSTS_SHOWN, 0),
            self.asked.address(topic=str(topic.pk)),
        )

    def posts(self, hits: Iterable[Hit]) -> list[FoundPost]:
        ids = [hit.post_id for hit in hits]
        posts = Post.objects.visible_to(self.reader).not_removed().select_related("author")
        by_id = posts.defer("source", "html").in_bulk(ids)
        polls = polls_of(by_id.values())
        return [
            FoundPost(
                post, marked_excerpt(searched_text(post, polls.get(pk, "")), self.query, self.query.language)
            )
            for pk in ids
            if (post := by_id.get(pk))
        ]
