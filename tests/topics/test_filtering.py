"""A page of a filtered list is found without reading all topics, on both databases, with statistics and without."""

import pytest
from django.db import connection

from forum.boards.models import Board, read_permissions
from forum.database import statistics
from forum.pages.topic_lists.lists import LISTS
from forum.reading import tallies
from forum.topics.filtering import Filter, filtered
from forum.topics.models import Tag, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

MANY = 3_000


@pytest.fixture
def many(ada, board, members_board):
    """Two boards of very many topics, one in three with the tag Common; three with Rare, on a board of a few."""
    small = Board.objects.create(name="Small", slug="small", parent=board)
    boards = (board, members_board)
    Topic.objects.bulk_create(
        Topic(
            board=boards[n % 2],
            author=ada,
            title=f"T {n}",
            last_poster=ada,
            post_count=n % 7 + 1,
            view_count=n % 11,
        )
        for n in range(MANY)
    )
    Topic.objects.bulk_create(
        Topic(board=small, author=ada, title=f"S {n}", last_poster=ada) for n in range(3)
    )
    common, rare = (Tag.objects.create(name=name, slug=name.lower()) for name in ("Common", "Rare"))
    pairs, ids = Topic.tags.through, list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    pairs.objects.bulk_create(pairs(topic_id=pk, tag=common) for pk in ids[::3])
    pairs.objects.bulk_create(pairs(topic_id=pk, tag=rare) for pk in ids[-3:])
    return {
        "boards": frozenset({board.pk, members_board.pk}),
        "small": frozenset({small.pk}),
        "common": common,
        "rare": rare,
    }


def wanted(many, boards=None, *tags):
    counts = {many["common"].pk: MANY // 3, many["rare"].pk: 3}
    return Filter(boards, tags, 3 if boards == many["small"] else MANY, counts, MANY)


def plan_of(rows) -> str:
    return rows[:31].explain().lower().replace("incremental sort", "")


def with_and_without_statistics():
    """First as the tables are before anybody has run ANALYZE, for which PostgreSQL makes no promise, and then after."""
    if connection.vendor == "sqlite":
        yield
    statistics.gather_at_once()
    yield


def test_a_list_of_all_boards_walks_the_index_of_its_order(ada, many):
    for _statistics in with_and_without_statistics():
        for name in ("latest", "new", "unanswered"):
            walks_its_index(name, ada, many)


def walks_its_index(name, ada, many):
    [variant] = LISTS[name].variants.values()
    order = variant.order or ("-last_post_at", "-id")
    for boards, tags in ((None, ()), (many["boards"], ()), (None, (many["common"],))):
        topics = filtered(variant.topics(ada), read_permissions(ada), wanted(many, boards, *tags))
        plan = plan_of(topics.listed().order_by(*order))
        assert "temp b-tree for order by" not in plan and " sort " not in plan, plan
        assert "seq scan on topics_topic" not in plan, plan
    if name == "unanswered" and connection.vendor == "sqlite":
        assert "topic_unanswered" in plan_of(LISTS[name].variants[""].topics(ada).order_by(*order))


def test_few_topics_are_read_and_sorted(ada, many):
    for _statistics in with_and_without_statistics():
        for boards, tags in (
            (many["small"], ()),
            (None, (many["rare"],)),
            (None, (many["common"], many["rare"])),
        ):
            topics = filtered(Topic.objects.all(), read_permissions(ada), wanted(many, boards, *tags))
            plan = plan_of(topics.listed().newest_first())
            assert "scan topics_topic" not in plan, plan
            assert "seq scan on topics_topic" not in plan, plan


def test_the_top_topics_are_found_by_their_tallies(ada, ben, many, say):
    say(ben, Topic.objects.order_by("pk").first())
    tallies.recount(Topic.objects.values_list("pk", flat=True)[:10])
    variant = LISTS["top"].variants["week"]
    for _statistics in with_and_without_statistics():
        topics = filtered(variant.topics(ada), read_permissions(ada), wanted(many))
        plan = plan_of(topics.listed().order_by(*variant.order))
        assert "temp b-tree for order by" not in plan, plan
        assert "seq scan on topics_topic" not in plan, plan


def test_each_way_of_asking_finds_the_same(ada, many):
    permissions = read_permissions(ada)
    for boards, tags in (
        (None, ()), (many["boards"], ()), (many["small"], ()), (None, (many["common"],)), (None, (many["common"], many["rare"])),
        (many["small"], (many["rare"],)),
    ):  # fmt: skip
        plain = Topic.objects.visible_to(ada).not_removed()
        if boards:
            plain = plain.filter(board__in=boards)
        for tag in tags:
            plain = plain.filter(tags=tag)
        found = filtered(Topic.objects.all(), permissions, wanted(many, boards, *tags))
        assert set(found.values_list("pk", flat=True)) == set(plain.values_list("pk", flat=True))


def test_boards_that_are_wanted_but_not_seen_stay_unseen(ada, staff_board, root, start):
    hidden = start(root, staff_board)
    asked = Filter(frozenset({staff_board.pk}), (), 1, {}, 1)
    assert not filtered(Topic.objects.all(), read_permissions(ada), asked).exists()
    assert filtered(Topic.objects.all(), read_permissions(root), asked).get() == hidden
