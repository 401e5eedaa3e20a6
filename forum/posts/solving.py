"""Marking the reply that solved a topic, and taking the mark away."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.boards.models import read_permissions
from forum.jobs.enqueuing import enqueue
from forum.posts import rules
from forum.posts.locking import lock_with_topic
from forum.posts.models import Post, Solution
from forum.refusals import NotAllowed
from forum.topics import rules as topic_rules
from forum.topics.models import Topic


@transaction.atomic
def mark(by: User, post: Post) -> bool:
    """Make the post the solution of its topic, instead of another one; return False if it is already.

    Raise NotAllowed if `by` may not say so, or the post cannot be one.
    """
    topic, post = _lock(post)
    if not rules.can_be_solution(post) or not topic_rules.can_solve(read_permissions(by), topic):
        raise NotAllowed
    solution = Solution.objects.filter(topic=topic).first() or Solution(topic=topic)
    if solution.post_id == post.pk:
        return False
    solution.post, solution.marked_by, solution.marked_at = post, by, timezone.now()
    solution.save()
    topic.solve(solution.marked_at)
    enqueue("topic.solved", topic_id=topic.pk)
    return True


@transaction.atomic
def unmark(by: User, post: Post) -> bool:
    """Let the post be no solution any more; return False if it is none. Raise NotAllowed if `by` may not say so."""
    topic, post = _lock(post)
    if not topic_rules.can_reopen(read_permissions(by), topic):
        raise NotAllowed
    is_solution, _each = Solution.objects.filter(topic=topic, post=post).delete()
    if is_solution:
        topic.reopen()
        enqueue("topic.solved", topic_id=topic.pk)
    return bool(is_solution)


def _lock(post: Post) -> tuple[Topic, Post]:
    locked = lock_with_topic(post)
    return locked.topic, locked


def solved_at(topic: Topic) -> datetime | None:
    """When the topic was solved by a post that is not removed. Its row is locked, or only looked at."""
    solutions = Solution.objects.filter(topic=topic, post__removed_at=None)
    return solutions.values_list("marked_at", flat=True).first()
