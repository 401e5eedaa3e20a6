"""Setting counters right, each under the lock of those who change it."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _

from forum.checks import known_words, polls, search
from forum.checks.counters import (
    boards_with_wrong_totals,
    members_with_wrong_post_count,
    members_with_wrong_totals,
    rows_with_wrong_follower_count,
    topics_with_wrong_last_post,
    topics_with_wrong_post_count,
    topics_with_wrong_solution,
)
from forum.checks.numbers import topics_with_wrong_last_number
from forum.checks.sampling import Look
from forum.follows.models import FOLLOWABLES, Follow
from forum.posts import member_totals
from forum.posts.models import Post
from forum.posts.solving import solved_at
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic


def repair(look: Look | None = None) -> Iterator[str]:
    """Set every wrong counter and pointer to its recount; say what was repaired, a line each."""
    look = look or Look()
    yield from repair_counters()
    if count := search.repair(look):
        yield _("search index: %d posts") % count
    if count := known_words.repair(look):
        yield _("known words: %d posts, by the worker") % count


def repair_counters() -> Iterator[str]:
    topics = {pk for wrong in _WRONG_TOPICS for pk in wrong().values_list("pk", flat=True)}
    for pk in sorted(topics):
        if changed := repair_topic(pk):
            yield _("topic %(id)d: %(fields)s") % {"id": pk, "fields": _listed(changed)}
    for pk in sorted(members_with_wrong_post_count().values_list("pk", flat=True)):
        if changed := repair_member(pk):
            yield _("member %(id)d: %(fields)s") % {"id": pk, "fields": _listed(changed)}
    for pk in sorted(members_with_wrong_totals().values_list("pk", flat=True)):
        repair_totals(pk)
        yield _("member %(id)d: posts on each board") % {"id": pk}
    for board in list(boards_with_wrong_totals()):
        recount_board(board.pk)
        yield _("board %(id)d: totals") % {"id": board.pk}
    lines = {
        "board": _("board %(id)d: %(fields)s"),
        "tag": _("tag %(id)d: %(fields)s"),
        "person": _("member %(id)d: %(fields)s"),
    }
    for kind, line in lines.items():
        for pk in sorted(rows_with_wrong_follower_count(kind).values_list("pk", flat=True)):
            if changed := repair_followers(kind, pk):
                yield line % {"id": pk, "fields": _listed(changed)}
    yield from polls.repair()


_WRONG_TOPICS = (
    topics_with_wrong_solution,
    topics_with_wrong_post_count,
    partial(rows_with_wrong_follower_count, "topic"),
    topics_with_wrong_last_post,
    topics_with_wrong_last_number,
)


@transaction.atomic
def repair_topic(pk: int) -> dict[str, str]:
    """Recount one topic; return what was changed, field → "old → new"."""
    topic = Topic.objects.select_for_update(no_key=True).get(pk=pk)
    posts = Post.objects.filter(topic=topic)
    last = posts.not_removed().order_by("-number").first()
    true = {
        "post_count": posts.not_removed().count(),
        "last_number": posts.aggregate(highest=Max("number"))["highest"] or 0,
        "follower_count": Follow.objects.active().filter(topic=topic).count(),
        "solved_at": solved_at(topic),
    }
    if last:
        true |= {"last_post_at": last.created_at, "last_poster_id": last.author_id}
    # Visitors' pages are kept by the version, and show these numbers.
    return _set(topic, true, version=F("version") + 1)


@transaction.atomic
def repair_member(pk: int) -> dict[str, str]:
    member = get_user_model().objects.select_for_update(no_key=True).get(pk=pk)
    return _set(
        member,
        {"post_count": Post.objects.on_boards().not_removed().filter(author=member).count()},
    )


@transaction.atomic
def repair_totals(pk: int) -> None:
    get_user_model().objects.select_for_update(no_key=True).get(pk=pk)
    member_totals.recount([pk])


@transaction.atomic
def repair_followers(kind: str, pk: int) -> dict[str, str]:
    thing = FOLLOWABLES[kind]._default_manager.select_for_update(no_key=True).get(pk=pk)
    return _set(thing, {"follower_count": Follow.objects.active().of(thing).count()})


def _set(row: Model, true: Mapping[str, Any], **always: Any) -> dict[str, str]:
    changed = {field: value for field, value in true.items() if getattr(row, field) != value}
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed, **always)
    return {field: f"{getattr(row, field)} → {value}" for field, value in changed.items()}


def _listed(changed: dict[str, str]) -> str:
    return ", ".join(f"{field} {change}" for field, change in changed.items())
