"""A topic as threads, `?view=threads`: each post below the one that it answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from forum.boards.models import path_of
from forum.pages.pagination import number_in_query
from forum.pages.posts.row import PostRow, post_rows
from forum.pages.requests import ForumRequest
from forum.posts.models import Post, PostQuerySet
from forum.posts.posts_for_page import posts_for_page
from forum.site.absolute_addresses import absolute
from forum.topics import rules
from forum.topics.models import Topic

ROOTS = 20  # on a page, at most
MOST_BELOW = 50  # posts below each of them
MOST = 100  # posts on a page that has more than one root
DEEPEST = 6  # steps to the right; what answers a post there stands as far in as that post

# From the root on, level by level, and no further than what is shown; each part is asked by the index of `reply_to`.
BELOW = """
    SELECT * FROM (
        WITH RECURSIVE below (id, level, root) AS (
            SELECT id, 1, reply_to_id FROM posts_post WHERE reply_to_id = %s AND +topic_id = %s
            UNION ALL
            SELECT one.id, below.level + 1, below.root FROM posts_post one JOIN below ON one.reply_to_id = below.id
            WHERE +one.topic_id = %s AND below.level < 50
        )
        SELECT root, id FROM below LIMIT {most}
    ) thread
"""


@dataclass(frozen=True)
class ThreadRow:
    """A post in its thread; `more` tells how many of its replies are not on the page."""

    row: PostRow
    depth: int
    more: int

    @property
    def step(self) -> int:
        return min(self.depth, DEEPEST)


def threads_page(request: ForumRequest, topic: Topic) -> HttpResponse:
    """Up to twenty roots with at most fifty posts below each; with `?of=` the replies to that post as roots.

    Where they have many, there are fewer on a page: no topic makes a page without measure.
    """
    after = number_in_query(request, "after") or 0
    number = number_in_query(request, "of")
    of = next(iter(posts_for_page(topic.posts.filter(number=number))), None) if number else None
    if number and of is None:
        raise Http404
    roots = posts_for_page(roots_of(topic, of).filter(number__gt=after).order_by("number")[: ROOTS + 1])
    if not roots and (after or of is None):
        raise Http404
    ids = ids_below(topic, [root.pk for root in roots[:ROOTS] if not root.is_first])
    count = how_many_fit(roots[:ROOTS], ids)
    has_next, roots = len(roots) > count, roots[:count]
    shown = [post_id for root in roots for post_id in ids[root.pk]]
    below = posts_for_page(topic.posts.filter(pk__in=shown).order_by("number"))
    posts = [*roots, *below]
    posts += [of] if of else []
    rows = {row.post.pk: row for row in post_rows(request.user, topic, posts, request.site_settings)}
    context = {
        "topic": topic,
        "path": path_of(request.user, topic.board_id),
        "canonical": absolute(topic.get_absolute_url()),
        "of": rows[of.pk] if of else None,
        "rows": list(in_threads(roots, below, rows)),
        "is_first_page": not after,
        "next_after": roots[-1].number if has_next else None,
        "can_answer": rules.can_reply(request.user, topic),
    }
    return render(request, "topics/threads.html", context)


def roots_of(topic: Topic, of: Post | None) -> PostQuerySet:
    """The posts that answer nothing but the topic, or those that answer this post."""
    posts = topic.posts.all()
    if of is not None:
        return posts.filter(reply_to=of)
    return posts.filter(Q(reply_to=None) | Q(reply_to__number=1) | ~Q(reply_to__topic=topic))


def ids_below(topic: Topic, roots: Sequence[int]) -> dict[int, list[int]]:
    """At most fifty of the posts below each root, the nearest to it."""
    ids: dict[int, list[int]] = defaultdict(list)
    if roots:
        sql = " UNION ALL ".join([BELOW.format(most=MOST_BELOW)] * len(roots))
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for root in roots for value in (root, topic.pk, topic.pk)])
            for root, post_id in cursor.fetchall():
                ids[root].append(post_id)
    return ids


def has_branches(rows: Sequence[PostRow]) -> bool:
    """Whether threads would show the posts of this page, or what answers them, in another order than the page does.

    Where a chain of answers began on an earlier page, the page cannot know that; it then says yes.
    """
    chain: list[int] = []  # the last post, below those it stands under
    answers: dict[int, int] = defaultdict(int)
    for row in rows:
        above = row.post.reply_to
        if above is None or above.is_first or above.topic_id != row.post.topic_id:
            chain = []
        elif above.pk in chain:
            chain = chain[: chain.index(above.pk) + 1]
        elif above.number == row.post.number - 1:  # the last of the page before
            chain = [above.pk]
        else:
            return True
        if chain and not row.post.is_removed:
            answers[chain[-1]] += 1
        chain.append(row.post.pk)
    # Whatever answers the end of the page on the next one may go on from there.
    passed = (row for row in rows if row.post.pk not in chain and not row.post.is_first)
    return any(row.extras.reply_count > answers[row.post.pk] for row in passed)


def how_many_fit(roots: Sequence[Post], below: Mapping[int, Sequence[int]]) -> int:
    """Return how many of the roots a page has room for, with what is below them: the first in any case."""
    total = 0
    for count, root in enumerate(roots):
        total += 1 + len(below[root.pk])
        if count and total > MOST:
            return count
    return len(roots)


def in_threads(
    roots: Iterable[Post], below: Iterable[Post], rows: Mapping[int, PostRow]
) -> Iterator[ThreadRow]:
    """Each post, then whatever answers it, then the next."""
    replies: dict[int, list[Post]] = defaultdict(list)
    for post in below:
        if post.reply_to_id:
            replies[post.reply_to_id].append(post)
    waiting = [(root, 0) for root in reversed(list(roots))]
    while waiting:
        post, depth = waiting.pop()
        here = replies.pop(post.pk, [])
        row = rows[post.pk]
        shown = sum(not reply.is_removed for reply in here)
        more = 0 if post.is_first else max(row.extras.reply_count - shown, 0)
        yield ThreadRow(row, depth, more)
        waiting += [(reply, depth + 1) for reply in reversed(here)]
