"""Posts that go from one topic to another: their numbers and all that hangs on them, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from forum.jobs.enqueuing import enqueue
from forum.posts import member_totals
from forum.posts.models import PendingPost, Post, Solution
from forum.posts.numbering import set_numbers
from forum.posts.solving import solved_at
from forum.topics.models import Topic
from forum.topics.moved_marks import carry_marks

MOVED = "posts.moved"  # the job that follows, once for each of the two topics
BATCH = 5_000  # ids in one statement


@dataclass(frozen=True)
class Move:
    """Posts that are now in `target`; `first_posts` are no longer, or have become, the first of one of the topics."""

    source: Topic
    target: Topic
    posts: Sequence[int]
    first_posts: Sequence[int]
    takes_first: bool  # the first post of the one is the first of the other now

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left in the source."""
        return self.source.last_number == 0

    def batches(self) -> Iterator[Sequence[int]]:
        for at in range(0, len(self.posts), BATCH):
            yield self.posts[at : at + BATCH]


Mover = Callable[[Move], None]
_movers: list[Mover] = []


def move_with(mover: Mover) -> None:
    """Have all moves of posts given to this function too, in their transaction, after the posts have new numbers.

    Both topics are locked; it takes a number of queries that does not grow with the posts but by batches.
    """
    if mover in _movers:
        raise ValueError(f"{mover} is registered already.")
    _movers.append(mover)


def order_of(topic: Topic) -> list[int]:
    """The posts of the topic, by number."""
    return list(Post.objects.filter(topic=topic).order_by("number").values_list("pk", flat=True))


def in_order_of_time(posts: Sequence[int], others: Sequence[int]) -> list[int]:
    """Put the others among the posts by their dates. Each keep their own order, and the first post stays the first."""
    times = dict(Post.objects.filter(topic__in=_topics_of(posts, others)).values_list("pk", "created_at"))
    merged, waiting = list(posts[:1]), list(reversed(others))
    for post in posts[1:]:
        while waiting and times[waiting[-1]] < times[post]:
            merged.append(waiting.pop())
        merged.append(post)
    return merged + waiting[::-1]


def rearrange(source: Topic, target: Topic, left: Sequence[int], joined: Sequence[int]) -> dict[str, Any]:
    """Give the two topics these posts in these orders: all of both, some of them going from source to target.

    The caller has locked both topics, in the order of their numbers. Returns what is lost by it, as JSON: replies whose
    post is in another topic now, and the mark of a solution whose question is.
    """
    before = {topic.pk: order_of(topic) for topic in (source, target)}
    after = {source.pk: list(left), target.pk: list(joined)}
    staying = set(left)
    going = [post for post in before[source.pk] if post not in staying]
    totals = _counts_of(source, going)
    set_numbers(target.pk, _changed(before[target.pk], after[target.pk]))
    set_numbers(source.pk, _changed(before[source.pk], after[source.pk]))
    carry_marks(before, after)
    for topic in (source, target):
        _recount(topic, before[topic.pk][:1] != after[topic.pk][:1])
    firsts = {
        order[topic.pk][0] for order in (before, after) for topic in (source, target) if order[topic.pk]
    }
    still = {before[t.pk][0] for t in (source, target) if before[t.pk][:1] == after[t.pk][:1] != []}
    takes_first = bool(going) and before[source.pk][0] == going[0] and joined[0] == going[0]
    move = Move(source, target, going, sorted(firsts - still), takes_first)
    lost = {"replies": _cut_replies(source, target), "solution": _carry_solution(move)}
    _carry_waiting(move)
    _carry_totals(move, totals)
    for mover in _movers:
        mover(move)
    for topic in (source, target):
        enqueue(MOVED, topic_id=topic.pk, board_id=topic.board_id)
    return lost


def mend(lost: dict[str, Any]) -> None:
    """Put back what a move has lost, where the posts are in one topic again."""
    answered = dict(lost.get("replies", []))
    topics = dict(Post.objects.filter(pk__in={*answered, *answered.values()}).values_list("pk", "topic"))
    again = [
        Post(pk=post, reply_to_id=other)
        for post, other in answered.items()
        if post in topics and topics[post] == topics.get(other)
    ]
    Post.objects.bulk_update(again, ["reply_to"], batch_size=500)
    if solution := lost.get("solution"):
        post = Post.objects.select_related("topic").filter(pk=solution["post"]).first()
        if post and not post.is_first and not Solution.objects.filter(topic=post.topic).exists():
            marked_at = datetime.fromisoformat(solution["at"])
            Solution.objects.create(
                topic=post.topic, post=post, marked_by_id=solution["by"], marked_at=marked_at
            )
            Topic.objects.filter(pk=post.topic_id).update(solved_at=solved_at(post.topic))


def _topics_of(*lists: Sequence[int]) -> Any:
    ends = [posts[0] for posts in lists if posts]
    return Post.objects.filter(pk__in=ends).values("topic")


def _changed(before: Sequence[int], after: Sequence[int]) -> dict[int, int]:
    """The new numbers of the posts that have another one, or none yet, in this topic."""
    return {post: at + 1 for at, post in enumerate(after) if at >= len(before) or before[at] != post}


def _counts_of(topic: Topic, posts: Sequence[int]) -> Counter[int]:
    authors: Counter[int] = Counter()
    rows = Post.objects.not_removed().filter(topic=topic)
    wanted = set(posts)
    authors.update(author for pk, author in rows.values_list("pk", "author") if pk in wanted)
    return authors


def _carry_totals(move: Move, authors: Counter[int]) -> None:
    changes: Counter[tuple[int, int | None]] = Counter()
    for topic, sign in ((move.source, -1), (move.target, +1)):
        if not topic.is_removed:
            changes.update({(author, topic.board_id): sign * n for author, n in authors.items()})
    member_totals.add({total: change for total, change in changes.items() if change})


def _recount(topic: Topic, has_other_first: bool) -> None:
    posts = Post.objects.filter(topic=topic).order_by("number")
    counted = posts.order_by().aggregate(n=Count("pk", filter=Q(removed_at=None)), last=Max("number"))
    last = posts.not_removed().last() or posts.last()
    topic.post_count, topic.last_number = counted["n"], counted["last"] or 0
    fields = ["post_count", "last_number", "renumbered_at", "solved_at"]
    if last:
        topic.last_post_at, topic.last_poster_id = last.created_at, last.author_id
        fields += ["last_post_at", "last_poster"]
    if has_other_first and (first := posts.first()):
        topic.author_id, topic.created_at = first.author_id, first.created_at
        fields += ["author", "created_at"]
    topic.renumbered_at = timezone.now()
    topic.save(update_fields=fields)
    topic.touch()


def _cut_replies(*topics: Topic) -> list[tuple[int, int | None]]:
    """A reply that is in another topic than what it replies to names nothing any more: not everybody may see that."""
    replies = Post.objects.filter(topic__in=topics).exclude(reply_to=None).exclude(reply_to__topic=F("topic"))
    cut = list(replies.values_list("pk", "reply_to"))
    for at in range(0, len(cut), BATCH):
        Post.objects.filter(pk__in=[pk for pk, _other in cut[at : at + BATCH]]).update(reply_to=None)
    return cut


def _carry_solution(move: Move) -> dict[str, Any] | None:
    """What solved a question stays with it. Without it, it solves nothing."""
    if move.takes_first and Solution.objects.filter(topic=move.target).delete()[0]:
        _set_solved(move)  # it solved what was the first post there until now
    solution = Solution.objects.filter(topic=move.source).first()
    if solution is None:
        return None
    goes = solution.post_id in set(move.posts)
    if goes == move.takes_first:
        if goes:
            solution.topic = move.target
            solution.save(update_fields=["topic"])
            _set_solved(move)
        return None
    solution.delete()
    _set_solved(move)
    return {"post": solution.post_id, "by": solution.marked_by_id, "at": solution.marked_at.isoformat()}


def _set_solved(move: Move) -> None:
    for topic in (move.source, move.target):
        topic.solved_at = solved_at(topic)
        topic.save(update_fields=["solved_at"])


def _carry_waiting(move: Move) -> None:
    """Replies that wait for approval go where the post is that they reply to, or all of them with the last post."""
    waiting = PendingPost.objects.filter(topic=move.source)
    if move.is_whole:
        waiting.update(topic=move.target)
        return
    wanted = set(move.posts)
    named = waiting.exclude(reply_to=None).values_list("pk", "reply_to")
    waiting.filter(pk__in=[pk for pk, post in named if post in wanted]).update(topic=move.target)
