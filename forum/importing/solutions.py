"""What solved topics on the old forum solves them here."""

from collections.abc import Collection

from forum.boards.models import Board
from forum.importing.drafts import TopicDraft
from forum.posts.models import Post, Solution
from forum.topics.models import Topic


def save_solutions(drafts: Collection[TopicDraft]) -> None:
    """Of several accepted answers in one topic the first counts; boards that had any can have more."""
    accepted = {
        post.local_id: draft.local_id for draft in drafts for post in draft.posts if post.foreign.is_answer
    }
    replies = Post.objects.filter(pk__in=accepted, number__gt=1).order_by("number")
    solved = set(Solution.objects.filter(topic__in=accepted.values()).values_list("topic", flat=True))
    for post in replies.only("pk", "topic_id", "created_at", "removed_at"):
        if post.topic_id in solved:
            continue
        solved.add(post.topic_id)
        Solution.objects.create(topic_id=post.topic_id, post=post, marked_at=post.created_at)
        if not post.is_removed:
            Topic.objects.filter(pk=post.topic_id).update(solved_at=post.created_at)
    if accepted:
        boards = Topic.objects.filter(pk__in=accepted.values()).values("board")
        Board.objects.filter(pk__in=boards).update(takes_solutions=True)
