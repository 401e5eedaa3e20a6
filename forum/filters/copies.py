"""Near copies of older posts, found by runs of five words that both have.

Of each post a few runs are kept, those whose numbers are the smallest: a fair sample of all. A text that has most of an
older one has most of its sample, too, and then both are compared whole.
"""

import heapq
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.filters.folding import fold
from forum.filters.matching import WORD
from forum.filters.models import CopyMark, FilterState
from forum.html_entities import unescape
from forum.posts.approval import Evidence, Reason, Writing
from forum.posts.late_links import is_another_text
from forum.posts.models import Post

RUN = 5  # words
FEWEST_RUNS = 8  # less is said by many: “Thanks, that works!”
MARKS = 6  # of a post
PLACES = 8  # posts that stand for one run: what everybody writes leads to no more
MOST_ASKED = 500  # runs of a new text that are looked up
MOST_COMPARED = 5  # posts
LONGEST = 40_000  # signs that are looked at
BATCH, BATCHES = 200, 10
TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^<>]*>")
NOT_OWN = {"blockquote", "pre"}


def own_html(html: str) -> str:
    """The pieces of a post that are no quotations and no blocks of code. Goes through it once."""
    pieces, depth, begin = [], 0, 0
    for tag in TAG.finditer(html):
        if tag[2] not in NOT_OWN:
            continue
        if not depth:
            pieces.append(html[begin : tag.start()])
        depth = max(depth + (-1 if tag[1] else 1), 0)
        begin = tag.end()
    return " ".join([*pieces, "" if depth else html[begin:]])


def own_text(html: str) -> str:
    return unescape(TAG.sub(" ", own_html(html)))


def runs_of(html: str) -> set[int]:
    return runs_of_text(own_text(html[:LONGEST]))


def runs_of_text(text: str) -> set[int]:
    words = WORD.findall(fold(text).text)
    return {_number(" ".join(words[at : at + RUN])) for at in range(len(words) - RUN + 1)}


def _number(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), signed=True)


def mark(posts: Iterable[Post]) -> None:
    """Keep the marks of these, and no longer those of what they said before."""
    rows = []
    for post in posts:
        runs = runs_of(post.html)
        if len(runs) >= FEWEST_RUNS:
            rows += [
                CopyMark(run=run, place=post.pk % PLACES, post_id=post.pk)
                for run in heapq.nsmallest(MARKS, runs)
            ]
    rows.sort(key=lambda row: (row.run, row.place))  # in one order, or two workers would wait for each other
    with transaction.atomic():
        CopyMark.objects.filter(post__in=[post.pk for post in posts]).delete()
        CopyMark.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def mark_post(*, post_id: int, **_: object) -> None:
    """A handler of jobs."""
    mark(list(Post.objects.on_boards().filter(pk=post_id).only("html")))


def mark_posts(jobs: list[dict[str, Any]]) -> None:
    ids = {job["post_id"] for job in jobs}
    mark(list(Post.objects.on_boards().filter(pk__in=ids).only("html")))


def mark_older_posts() -> None:
    """Mark posts from before, some thousand a minute, and go on where it was left."""
    state, _is_new = FilterState.objects.get_or_create(pk=1)
    for _batch in range(BATCHES):
        rows = Post.objects.on_boards().filter(pk__gt=state.marked_to).order_by("pk")
        posts = list(rows.only("html")[:BATCH])
        if not posts:
            return
        mark(posts)
        state.marked_to = posts[-1].pk
        FilterState.objects.filter(pk=1).update(marked_to=state.marked_to)


def judge(writing: Writing) -> Evidence | None:
    percent = writing.protection.copy_percent
    if not percent or not is_another_text(writing):
        return None
    asked_for = runs_of_text(writing.board.starting_text)
    runs = runs_of(writing.text.rendered.html) - asked_for
    if len(runs) < FEWEST_RUNS:
        return None
    asked = heapq.nsmallest(MOST_ASKED, runs)
    found = Counter(CopyMark.objects.filter(run__in=asked).values_list("post", flat=True))
    for post in candidates(writing, found):
        shared = share_of(runs, runs_of(post.html) - asked_for)
        if shared >= percent:
            return {"post": post.pk, "percent": shared}
    return None


def candidates(writing: Writing, found: Counter[int]) -> list[Post]:
    """Those of others that share most marks."""
    ids = [pk for pk, _count in found.most_common(MOST_COMPARED * 2)]
    posts = Post.objects.filter(pk__in=ids).exclude(author=writing.author).only("html")
    return sorted(posts, key=lambda post: -found[post.pk])[:MOST_COMPARED]


def share_of(new: set[int], old: set[int]) -> int:
    """Per cent of the older post that the new text has, or of the new text that the older post has: what is more."""
    if len(old) < FEWEST_RUNS:
        return 0
    return round(100 * len(new & old) / min(len(new), len(old)))


def words(evidence: Evidence) -> str:
    return _("%(percent)d %% of an older post, or of this text, is the same.") % {
        "percent": evidence["percent"]
    }


COPY = Reason(
    name="copy",
    label=gettext_lazy("Copies of older posts"),
    words=words,
    author_words=lambda evidence: _("It says much the same as an older post."),
    judge=judge,
    of_edits=True,
)
