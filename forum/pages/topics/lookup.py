from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Sight
from forum.database.prepared_queries import PreparedJoins, stand_ins
from forum.moderation.moving.tables import MergedTopic
from forum.pages.drafts.beside_topic import with_draft
from forum.pages.posts.waiting import with_waiting
from forum.pages.responses import Gone, MergedAway
from forum.pages.topics.shown_tags import with_tags
from forum.pages.topics.similar import with_similar
from forum.posts.locking import standing_topic
from forum.posts.models import Post
from forum.topics.models import Topic, TopicQuerySet
from forum.topics.rules import may


def topic_or_404(reader: Asker, topic_id: int) -> Topic:
    """Return a topic that the reader sees, with all that its pages and the rules need, or raise Http404.

    Of one that was merged into another, raise MergedAway with the place of its posts, if the reader sees that.
    """
    try:
        return get_object_or_404(topics_for(reader), pk=topic_id)
    except Http404:
        raise_if_merged(reader, topic_id)
        raise


def any_topic_or_404(reader: Asker, topic_id: int) -> Topic:
    """The same, or a conversation in which the reader takes part."""
    topic = conversation_of(reader, topic_id)
    return topic_or_404(reader, topic_id) if topic is None else topic


def any_topic_or_gone(reader: Asker, topic_id: int) -> Topic:
    topic = conversation_of(reader, topic_id)
    return topic_or_gone(reader, topic_id) if topic is None else topic


def conversation_of(reader: Asker, topic_id: int) -> Topic | None:
    """The conversation of this number, if the reader takes part in it; asked of members alone."""
    permissions = permissions_of(reader)
    if not permissions.reader.is_authenticated:
        return None
    topics = Topic.objects.filter(board=None, pk=topic_id, removed_at=None).select_related(
        "author", "locked_by"
    )
    topic = topics.annotate(is_locked_by_administrator=F("locked_by__is_superuser")).first()
    return topic if topic is not None and may(permissions, "see", topic) else None


def topic_or_gone(reader: Asker, topic_id: int) -> Topic:
    """The same, but raise Gone for one that visitors saw until it was removed, if the reader sees its board."""
    return found_or_gone(topics_for(reader), reader, topic_id)


def topic_to_reply_in(reader: Asker, topic_id: int) -> Topic:
    """The same, or a conversation; of a topic that was merged, the one it is in, for a reply belongs there."""
    try:
        return any_topic_or_gone(reader, topic_id)
    except MergedAway as merged:
        return topic_or_gone(reader, merged.post.topic_id)


def topic_for_reply(reader: Asker, topic_id: int) -> Topic:
    """The same, with no more than it takes to post there, which for most readers is asked by prepared queries."""
    topic = standing_topic(topic_id)
    # The first half of what `visible_to` says; whoever sees more is answered by all of it.
    if topic is not None and may(reader, "see", topic):
        return topic
    return topic_to_reply_in(reader, topic_id)


def topic_for_page_or_gone(reader: Reader, topic_id: int) -> Topic:
    """The same, with what its page shows: the topics at its foot, a member's draft of a reply, and whether they wrote
    something that waits.
    """
    prepared = _topics_for_page(Sight.of(permissions_of(reader)), is_member=reader.is_authenticated)
    topic = prepared.first([topic_id, reader.pk] if reader.is_authenticated else [topic_id])
    return topic if topic is not None else found_or_gone(Topic.objects.none(), reader, topic_id)


@lru_cache(maxsize=100)
def _topics_for_page(sight: Sight, *, is_member: bool) -> PreparedJoins[Topic]:
    """Asks with the topic's number, and a member's."""
    numbers = stand_ins(2 if is_member else 1)
    reader = User(pk=numbers[1]) if is_member else AnonymousUser()
    topics = with_similar(with_tags(topics_for(sight.permissions)), reader)
    return PreparedJoins(with_waiting(with_draft(topics, reader), reader).filter(pk=numbers[0]), numbers)


def topics_for(reader: Asker) -> TopicQuerySet:
    permissions = permissions_of(reader)
    topics = Topic.objects.visible_to(permissions).select_related("board", "author", "poll", "solution")
    # All columns of two more members take half as long again as the rest, for every reader of every topic.
    if permissions.boards("moderate"):
        topics = topics.select_related("removed_by")
    return topics.annotate(is_locked_by_administrator=F("locked_by__is_superuser"))


def found_or_gone(topics: TopicQuerySet, reader: Asker, topic_id: int) -> Topic:
    try:
        return get_object_or_404(topics, pk=topic_id)
    except Http404:
        raise_if_merged(reader, topic_id)
        topic = Topic.objects.filter(pk=topic_id, is_gone_publicly=True).only("board").first()
        if topic is None or not may(reader, "see", topic):
            raise
        raise Gone from None


def raise_if_merged(reader: Asker, topic_id: int) -> None:
    merged = MergedTopic.objects.filter(topic=topic_id)
    posts = Post.objects.placed_for(reader).select_related("topic").filter(pk__in=merged.values("post"))
    if post := posts.first():
        raise MergedAway(post) from None
