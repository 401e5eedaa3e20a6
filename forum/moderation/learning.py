"""The verdicts of moderators, for the filter that learns: what they approve, dismiss, reject or remove as spam."""

from typing import Any

from django.db.models import F

from forum.filters import bayes
from forum.jobs.enqueuing import enqueue
from forum.moderation.models import RejectedPost
from forum.posts.models import Post
from forum.topics.models import Topic

JOB = "verdict.given"
SPAM, GOOD, NONE = "spam", "good", "none"
MOST_OF_TOPIC = 20  # posts


def of_post(post_id: int, verdict: str) -> None:
    """Call it in the transaction of the verdict; it is learned by the worker."""
    enqueue(JOB, kind="post", text_id=post_id, verdict=verdict)


def of_rejected(rejected_id: int, verdict: str) -> None:
    enqueue(JOB, kind="rejected", text_id=rejected_id, verdict=verdict)


def after_removal(post: Post, is_spam: bool) -> None:
    """What was removed as spam is that; what comes back is neither."""
    of_post(post.pk, SPAM if is_spam else NONE)


def of_topic(topic: Topic, verdict: str) -> None:
    """The same of what its author wrote in it: those who answered them did not write spam."""
    enqueue(JOB, kind="topic", text_id=topic.pk, verdict=verdict)


def learn(*, kind: str, text_id: int, verdict: str, **_: Any) -> None:
    """A handler of jobs."""
    if kind == "topic":
        posts = Post.objects.filter(topic=text_id, author=F("topic__author"), removed_at=None)
        for post_id in posts.order_by("number").values_list("pk", flat=True)[:MOST_OF_TOPIC]:
            learn(kind="post", text_id=post_id, verdict=verdict)
        return
    name = f"{kind}:{text_id}"
    if verdict == NONE:
        bayes.learn(name, None)
        return
    if (words := words_of(kind, text_id)) is not None:
        bayes.learn(name, verdict == SPAM, words)


def words_of(kind: str, text_id: int) -> list[str] | None:
    if kind == "post":
        post = Post.objects.select_related("topic", "author").filter(pk=text_id).first()
        return (
            bayes.words_of(post.source, post.topic.title if post.is_first else "", post.author)
            if post
            else None
        )
    kept = RejectedPost.objects.select_related("author").filter(pk=text_id).first()
    return bayes.words_of(kept.source, kept.title, kept.author) if kept else None
