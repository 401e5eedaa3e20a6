"""What a cleanup removes, what undoing it restores, and how much that is on each board."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum.boards.permissions import Asker
from forum.moderation.acts import Detail
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

TopicsAndPosts = tuple[QuerySet[Topic], QuerySet[Post]]


def written_since(by: Asker, members: Iterable[User], since: datetime) -> TopicsAndPosts:
    """Topics these members started since then, on boards that `by` moderates, and their posts in other topics."""
    written: dict[str, Any] = {"author__in": members, "created_at__gte": since, "removed_at": None}
    topics = Topic.objects.filter(is_allowed(by, "moderate"), **written)
    posts = Post.objects.filter(is_allowed(by, "moderate", "topic__"), topic__removed_at=None, **written)
    return topics, posts.exclude(topic__author__in=members, topic__created_at__gte=since)


def removed_for(entry: LogEntry) -> TopicsAndPosts:
    """What was removed for this cleanup and is still gone; nothing that was removed before."""
    gone: dict[str, Any] = {
        "removed_by": entry.by_id, "removed_reason": entry.reason, "removed_at__gte": entry.created_at,
        "author": entry.member_id, "created_at__gte": datetime.fromisoformat(entry.detail["since"]),
        "created_at__lte": entry.created_at,
    }  # fmt: skip
    return Topic.objects.filter(**gone), Post.objects.filter(**gone)


def restorable(by: Asker, entry: LogEntry) -> TopicsAndPosts:
    """What of it is on boards that `by` moderates."""
    topics, posts = removed_for(entry)
    return topics.filter(is_allowed(by, "moderate")), posts.filter(is_allowed(by, "moderate", "topic__"))


def counts_of(things: TopicsAndPosts) -> dict[str, list[int]]:
    """Count topics and posts on each board, as the log keeps it: not all who read the log see all boards."""
    counts: dict[str, list[int]] = {}
    for kind, (rows, board) in enumerate(zip(things, ("board_id", "topic__board_id"), strict=True)):
        for number, count in rows.order_by().values_list(board).annotate(count=Count("pk")):
            counts.setdefault(str(number), [0, 0])[kind] = count
    return counts


def count_words(topics: int, posts: int) -> str:
    topic_words = ngettext("%(count)d topic", "%(count)d topics", topics) % {"count": topics}
    post_words = ngettext("%(count)d post", "%(count)d posts", posts) % {"count": posts}
    return _("%(topics)s and %(posts)s") % {"topics": topic_words, "posts": post_words}


def words_in_log(detail: Detail, boards: Mapping[int, str]) -> str:
    """What was done on the boards that the reader of the log sees."""
    seen = [counts for board, counts in detail.get("counts", {}).items() if int(board) in boards]
    if not seen:
        return ""
    words = count_words(*(sum(column) for column in zip(*seen, strict=True)))
    if not detail.get("is_withheld"):
        return words
    return _("%(count)s, text withheld from its author") % {"count": words}
