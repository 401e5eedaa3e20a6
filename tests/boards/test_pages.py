import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.models import Board
from forum.jobs import handlers
from forum.jobs.running import run_due
from forum.moderation import post_acts, topic_acts
from forum.topics.models import Topic


def queries_of(browser, address):
    assert browser.get("/").status_code == 200  # so that this process has in memory what changed before
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_home_shows_each_board_with_its_counts_and_latest_topic(as_, topic, ben, say):
    say(ben, topic)
    while run_due():
        pass
    page = as_().get("/").text
    assert "General" in page
    assert "About anything." in page
    assert "<b>1</b> <span>topic</span>" in page
    assert "<b>2</b> <span>posts</span>" in page
    assert topic.get_absolute_url() in page
    assert "ben" in page


def test_home_gathers_boards_under_their_headings(as_, board):
    heading = Board.objects.create(name="The workbench", slug="workbench", takes_topics=False)
    board.parent = heading
    board.save()
    heading.grants.create(audience="everyone", verbs=["see"])
    page = as_().get("/").text
    assert page.index("The workbench") < page.index("General")


def test_an_empty_forum_says_so(as_, db, root):
    assert "There are no boards yet." in as_().get("/").text
    assert as_(root).get("/").url == "/setup/"


def test_a_board_lists_pinned_topics_first_and_then_the_newest_activity(as_, ada, root, board, start, say):
    old, newer, pinned = (start(ada, board, title=title) for title in ("Old one", "Newer one", "Pinned one"))
    say(ada, newer)
    say(ada, old)
    topic_acts.pin(root, pinned)
    page = as_().get(board.get_absolute_url()).text
    places = [page.index(f">{title}</a>") for title in ("Pinned one", "Old one", "Newer one")]
    assert places == sorted(places)


def test_a_board_shows_thirty_topics_a_page(as_, ada, board):
    Topic.objects.bulk_create(
        Topic(board=board, author=ada, title=f"Topic {n}", last_poster=ada, post_count=1) for n in range(31)
    )
    Board.objects.filter(pk=board.pk).update(topic_count=31)
    assert as_().get(board.get_absolute_url()).text.count('class="row-topic"') == 30
    assert as_().get(f"{board.get_absolute_url()}?page=2").text.count('class="row-topic"') == 1
    assert as_().get(f"{board.get_absolute_url()}?page=3").url == f"{board.get_absolute_url()}?page=2"


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "", "999999999999"])
def test_a_page_that_is_none_is_not_found(page, as_, board):
    assert as_().get(f"{board.get_absolute_url()}?page={page}").status_code == 404
    assert as_().get(f"/latest/?page={page}").status_code == 404


def test_a_hidden_board_is_not_found_by_name_or_list(as_, ben, staff_board, members_board):
    for reader in (None, ben):
        assert as_(reader).get(staff_board.get_absolute_url()).status_code == 404
        assert "Backroom" not in as_(reader).get("/").text
    assert as_().get(members_board.get_absolute_url()).status_code == 404
    assert as_(ben).get(members_board.get_absolute_url()).status_code == 200


def test_lists_ask_as_much_of_the_database_with_many_rows_as_with_few(as_, ada, ben, board, topic):
    addresses = ("/", "/latest/", board.get_absolute_url())
    as_().get("/")
    few = [queries_of(as_(reader), address) for reader in (None, ada) for address in addresses]
    for n in range(8):
        Board.objects.create(name=f"More {n}", slug=f"more-{n}", parent=board)
    Topic.objects.bulk_create(
        Topic(board=board, author=(ada, ben)[n % 2], title=f"Topic {n}", last_poster=ben, post_count=1)
        for n in range(60)
    )
    many = [queries_of(as_(reader), address) for reader in (None, ada) for address in addresses]
    assert max(many) <= 19
    # A board with boards inside looks up their latest topics, whether they are one or a hundred.
    # Topics that nobody has seen yet are read in one query, however many they are.
    assert all(
        0 <= later - before <= 1
        for before, later in zip(few[:2] + few[3:5], many[:2] + many[3:5], strict=True)
    )
    assert many[2] - few[2] <= 3
    assert many[5] - few[5] <= 3


def test_latest_shows_what_one_may_see_newest_first(
    as_, ada, ben, root, board, members_board, staff_board, start
):
    for place, title in ((board, "Public one"), (members_board, "Members one"), (staff_board, "Staff one")):
        start(root, place, title=title)
    visitor, member, admin = (as_(reader).get("/latest/").text for reader in (None, ben, root))
    assert "Public one" in visitor
    assert "Members one" not in visitor
    assert member.index("Members one") < member.index("Public one")
    assert "Staff one" not in member
    assert "Staff one" in admin


def test_totals_follow_what_happens_once_the_worker_has_run(ada, root, board, members_board, start, say):
    topic = start(ada, board)
    post = say(root, topic)

    def totals():
        while run_due():
            pass
        return [(b.topic_count, b.post_count) for b in Board.objects.order_by("pk")]

    assert totals() == [(1, 2), (0, 0)]
    post_acts.remove(root, post, "off topic")
    assert totals() == [(1, 1), (0, 0)]
    topic_acts.move(root, topic, board=members_board)
    assert totals() == [(0, 0), (1, 1)]
    topic_acts.remove(root, topic, "spam")
    assert totals() == [(0, 0), (0, 0)]
    topic_acts.restore(root, topic)
    assert totals() == [(0, 0), (1, 1)]


def test_every_event_that_is_recorded_has_its_entry_in_the_table():
    assert {"post.published", "post.removed", "post.restored", "topic.moved", "topic.moderated"} <= set(
        handlers.FOR_JOBS
    )
