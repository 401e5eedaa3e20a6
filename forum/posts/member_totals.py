"""How many posts of a member stand on each board, so that a reader is told the number of those they could see."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.database.direct_statements import execute_all
from forum.posts.models import Post, PostTotal
from forum.topics.models import Topic

ADD = """
    INSERT INTO posts_posttotal AS total (member_id, board_id, post_count) VALUES (%s, %s, %s)
    ON CONFLICT (member_id, board_id) DO UPDATE SET post_count = total.post_count + excluded.post_count
"""


def visible_counts(reader: Asker, members: Iterable[int]) -> dict[int, int]:
    """The number of posts of these members on the boards that the reader sees, by member, in one query."""
    boards = permissions_of(reader).boards("see")
    rows = PostTotal.objects.filter(member__in=set(members), board__in=boards).order_by()
    return dict(rows.values_list("member").annotate(n=Sum("post_count")))


def visible_count(reader: Asker) -> Coalesce:
    """The same for each member of an outer query."""
    boards = permissions_of(reader).boards("see")
    rows = PostTotal.objects.filter(member=OuterRef("pk"), board__in=boards).order_by()
    return Coalesce(Subquery(rows.values("member").annotate(n=Sum("post_count")).values("n")), 0)


def add(counts: Mapping[tuple[int, int | None], int]) -> None:
    """Add to the totals of members on boards, {(member, board): number}, inside the transaction that makes it so.

    What is on no board is not counted.
    """
    on_boards = [(*total, number) for total, number in counts.items() if total[1] is not None]
    # In one order, or two that add at once would wait for each other.
    execute_all(ADD, sorted(on_boards))


def add_topic(topic: Topic, board_id: int | None) -> None:
    """The topic's posts stand on the board from now on. The caller holds the topic."""
    _shift(topic, board_id, +1)


def subtract_topic(topic: Topic, board_id: int | None) -> None:
    """The topic's posts do not stand on the board any more. The caller holds the topic."""
    _shift(topic, board_id, -1)


def _shift(topic: Topic, board_id: int | None, by: int) -> None:
    if board_id is None:
        return
    posts = Post.objects.not_removed().filter(topic=topic).order_by()
    authors = list(posts.values_list("author", flat=True).distinct())
    rows = [PostTotal(member_id=author, board_id=board_id) for author in authors]
    PostTotal.objects.bulk_create(rows, ignore_conflicts=True)
    totals = PostTotal.objects.filter(board=board_id, member__in=authors)
    # In one order, or two topics of the same authors that are moved at once would wait for each other.
    total_ids = list(totals.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    theirs = posts.filter(author=OuterRef("member")).values("author").annotate(n=Count("pk")).values("n")
    PostTotal.objects.filter(pk__in=total_ids).update(post_count=F("post_count") + by * Subquery(theirs))


@transaction.atomic
def recount(members: Iterable[int]) -> None:
    """Set the totals of these members to what stands. The caller holds their rows."""
    ids = list(members)
    posts = Post.objects.not_removed().filter(author__in=ids, topic__removed_at=None).order_by()
    posts = posts.filter(topic__board__isnull=False)
    true = Counter(
        {
            (author, board): number
            for author, board, number in posts.values_list("author", "topic__board").annotate(n=Count("pk"))
        }
    )
    PostTotal.objects.filter(member__in=ids).delete()
    rows = (PostTotal(member_id=m, board_id=b, post_count=number) for (m, b), number in sorted(true.items()))
    PostTotal.objects.bulk_create(rows, batch_size=500)
