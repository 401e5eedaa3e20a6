"""Lists of topics by their last post, their start, their replies or their views."""

import pytest

from forum.database import statistics
from forum.moderation import topic_acts
from forum.topics.board_totals import recount_board
from forum.topics.models import Tag, Topic

pytestmark = pytest.mark.django_db

PLACES = ("/latest/", "/b/general/", "/tag/glue/")


@pytest.fixture
def three(ada, ben, board, start, say):
    """Old one was answered last, Talked of has most replies, Seen has most views and is the newest."""
    tag = Tag.objects.create(name="Glue", slug="glue")
    old, talked_of, seen = (
        start(ada, board, title=name, tags=[tag]) for name in ("Old one", "Talked of", "Seen")
    )
    for _ in range(3):
        say(ben, talked_of)
    say(ben, old)
    Topic.objects.filter(pk=seen.pk).update(view_count=9)
    Topic.objects.filter(pk=old.pk).update(view_count=5)
    return old, talked_of, seen


def order(page):
    names = ("Old one", "Talked of", "Seen")
    return sorted(names, key=lambda name: page.index(f">{name}</a>"))


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Old one", "Talked of", "Seen"]),
        ("activity", ["Old one", "Talked of", "Seen"]),
        ("start", ["Seen", "Talked of", "Old one"]),
        ("replies", ["Talked of", "Old one", "Seen"]),
        ("views", ["Seen", "Old one", "Talked of"]),
    ],
)
def test_a_list_is_sorted_as_its_link_says(sort, expected, as_, three):
    for place in PLACES:
        page = as_().get(f"{place}?sort={sort}" if sort else place).text
        assert order(page) == expected, place
        chosen = page.partition('class="columns"')[2].partition('aria-current="true">')[2].partition("<")[0]
        assert chosen == {"start": "Start date", "replies": "Replies", "views": "Views"}.get(
            sort, "Last post"
        )


def test_an_order_that_there_is_not_is_not_found(as_, three):
    for place in PLACES:
        for sort in ("", "nonsense", "-views", "author__email", "%00"):
            assert as_().get(f"{place}?sort={sort}").status_code == 404, (place, sort)


@pytest.mark.parametrize("place", PLACES)
def test_search_engines_know_a_list_by_one_address(place, as_, three):
    page = as_().get(f"{place}?sort=views").text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{place}">' in page
    for link in page.partition('class="columns"')[2].partition("</nav>")[0].split("<a ")[1:]:
        assert 'rel="nofollow"' in link


def test_pinned_topics_come_first_in_the_usual_order_only(as_, mod, board, three):
    topic_acts.pin(mod, three[2])
    assert order(as_().get("/b/general/").text)[0] == "Seen"
    assert order(as_().get("/b/general/?sort=replies").text) == ["Talked of", "Old one", "Seen"]


@pytest.mark.parametrize("place", ["/latest/", "/b/general/"])
def test_the_order_is_kept_over_pages_and_with_a_tag(place, as_, ada, board, three):
    Topic.objects.bulk_create(
        Topic(board=board, author=ada, title=f"T {n}", last_poster=ada, post_count=1) for n in range(40)
    )
    recount_board(board.pk)
    page = as_().get(f"{place}?sort=replies").text
    assert f"{'' if place == '/latest/' else place}?sort=replies&amp;page=2" in page
    assert as_().get(f"{place}?sort=replies&page=2").status_code == 200
    assert as_().get(f"{place}?sort=replies&page=9").url == f"{place}?sort=replies&page=2"
    assert f'href="{place}?tag=glue&amp;sort=replies"' in page
    filtered = as_().get(f"{place}?tag=glue&sort=replies").text
    assert order(filtered) == ["Talked of", "Old one", "Seen"]
    assert f'href="{place}?sort=replies" rel="nofollow">Show all topics' in filtered
    assert f'href="{place}?tag=glue&amp;sort=views"' in filtered


@pytest.mark.every_database
def test_no_order_reads_the_whole_table(ada, board, members_board):
    """The database walks an index in the order of the page and stops at its end, instead of sorting all topics."""
    Topic.objects.bulk_create(
        Topic(
            board=(board, members_board)[n % 2],
            author=ada,
            title=f"T {n}",
            last_poster=ada,
            post_count=n % 7,
            view_count=n % 11,
        )
        for n in range(2_000)
    )
    statistics.gather_at_once()
    visible = Topic.objects.visible_to(ada)
    for topics in (visible.filter(board=board), visible.not_removed()):
        for sort in ("activity", "start", "replies", "views"):
            plan = topics.sorted_by(sort)[:30].explain().lower().replace("incremental sort", "")
            # Both may put the few rows of one moment in order; not all of them.
            assert "temp b-tree for order by" not in plan and " sort " not in plan, (sort, plan)
    assert "seq scan on topics_topic" not in plan, plan
