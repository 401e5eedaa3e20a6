"""Writing a large forum into an empty one, step by step: broken off, it is to be begun anew in an empty database."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import Board
from forum.database import statistics
from forum.demo.content_files import read_community
from forum.demo.filling import ForumNotEmpty
from forum.demo.large.boards import write_boards, write_tags
from forum.demo.large.follow_rows import write_follows, write_marks, write_notifications
from forum.demo.large.following import plan_follows
from forum.demo.large.ids import Ids
from forum.demo.large.member_rows import write_members, write_totals
from forum.demo.large.plan import BUSY, READER, make_plan
from forum.demo.large.post_rows import write_posts, write_what_hangs_on_posts
from forum.demo.large.row_writing import large_cache
from forum.demo.large.sizes import Sizes
from forum.demo.large.texts import PoolText, pool_of
from forum.demo.large.topic_rows import titles_of, write_tagged, write_topics
from forum.demo.large.word_index import WordIndex
from forum.posts.models import Post
from forum.reading import tallies
from forum.reading.models import Period
from forum.search.indexing import language_of_site
from forum.topics.board_totals import recount_board
from forum.topics.models import Tag, Topic

TOLD_EVERY = 100_000  # posts
SLICE = 500  # topics

Say = Callable[[str], None]


@dataclass(frozen=True)
class LargeForum:
    sizes: Sizes
    pool: list[PoolText]
    boards: list[Board]
    tags: list[Tag]
    busy: User  # who has written most
    reader: User  # with many read marks
    longest: Topic
    followed: Topic
    middle: Topic  # an ordinary one


def fill(posts: int, seed: int, today: date, say: Say = lambda line: None) -> LargeForum:
    """Write so many posts, all before the day `today` begins (UTC). Nobody is notified: no job is recorded.

    Raise ForumNotEmpty if there are boards, tags, topics or posts already.
    """
    _require_empty()
    sizes, language = Sizes(posts), language_of_site()
    pool = pool_of(read_community(), sizes.texts, seed, language)
    say(_("%d texts rendered.") % len(pool))
    plan = make_plan(sizes, seed, int(datetime.combine(today, clock(), UTC).timestamp()))
    follows, titles = plan_follows(plan), titles_of(plan)
    say(_("What stands where is decided."))
    with large_cache():
        with transaction.atomic():
            _require_empty()
            boards, tags = write_boards(follows), write_tags(follows)
            ids = Ids.after_those_there(boards, tags)
            write_members(plan, follows, ids)
            write_topics(plan, follows, ids, titles)
        write_posts(plan, ids, pool, _progress(say, _("%(done)s of %(all)s posts written."), posts))
        write_what_hangs_on_posts(plan, ids)
        write_totals(plan, ids)
        write_tagged(plan, ids)
        write_follows(plan, follows, ids)
        write_marks(plan, follows, ids)
        write_notifications(plan, follows, ids)
        say(_("Follows, read marks and notifications written."))
        for board in boards:
            recount_board(board.pk)
        index = WordIndex(plan, ids, pool, titles, language)
        index.write(_progress(say, _("%(done)s of %(all)s posts indexed for search."), posts))
        _count_lately()
        statistics.gather_at_once()
    members, topics = User.objects.in_bulk([ids.member(BUSY), ids.member(READER)]), Topic.objects
    return LargeForum(
        sizes,
        pool,
        list(Board.objects.filter(pk__in=ids.boards)),
        list(Tag.objects.filter(pk__in=ids.tags).order_by("pk")),
        members[ids.member(BUSY)],
        members[ids.member(READER)],
        topics.get(pk=ids.topic(plan.longest)),
        topics.get(pk=ids.topic(plan.followed)),
        topics.get(pk=ids.topic(sizes.topics // 2)),
    )


def _require_empty() -> None:
    if any(model._default_manager.exists() for model in (Board, Tag, Topic, Post)):
        raise ForumNotEmpty(
            _(
                "The forum already has boards, tags or topics. This needs an empty one: set FORUM_DATA to a new folder."
            )
        )


def _count_lately() -> None:
    recent = Topic.objects.filter(last_post_at__gte=tallies.beginning(Period.YEAR))
    ids = list(recent.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), SLICE):
        tallies.recount(ids[at : at + SLICE])


def _progress(say: Say, words: str, total: int) -> Callable[[int], None]:
    began, done = time.monotonic(), 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if done % TOLD_EVERY == 0 or done == total:
            pace = done / max(time.monotonic() - began, 0.001)
            line = words % {"done": f"{done:,}", "all": f"{total:,}"}
            say(f"{line} {_('(%s a second)') % f'{pace:,.0f}'}")

    return report
