"""A forum of very many boards: each page shows some of them, and the way to the others."""

import pytest
from django.db import connection

from forum.boards.models import Board, Grant
from forum.boards.presets import Preset
from tests.conftest import join, opened
from tests.plumbing.plans import explained, statements

MANY = 230


@pytest.fixture
def many(db):
    """A public heading with many boards in it, and as many at the top."""
    heading = opened("Heading", Preset.PUBLIC, takes_topics=False)
    Board.objects.bulk_create(
        [Board(name=f"Inner {n}", slug=f"inner-{n}", parent=heading, position=n) for n in range(MANY)]
        + [Board(name=f"Outer {n}", slug=f"outer-{n}", position=n + 1) for n in range(MANY)]
    )
    outer = Board.objects.filter(slug__startswith="outer")
    Grant.objects.bulk_create(Grant(board=board, audience="everyone", verbs=["see"]) for board in outer)
    return heading


def test_home_shows_some_of_a_group_and_leads_to_the_rest(as_, many):
    page = as_().get("/").text
    assert page.count('<li class="row-board') == 30
    assert f'<a href="/boards/?in=heading">{MANY - 15} more boards</a>' in page
    assert f'<a href="/boards/">{MANY - 15} more boards</a>' in page


def test_home_shows_so_many_groups_and_leads_to_the_rest(as_, db):
    for n in range(40):
        heading = opened(f"Heading {n}", Preset.PUBLIC, takes_topics=False)
        Board.objects.create(name=f"Inner {n}", slug=f"inner-{n}", parent=heading)
    page = as_().get("/").text
    assert page.count('class="section"') == 30
    assert '<a href="/boards/">10 more boards</a>' in page


def test_a_few_boards_are_all_there_and_nothing_is_said_of_more(as_, board, members_board, ada):
    page = as_(ada).get("/").text
    assert page.count('<li class="row-board') == 2
    assert "more board" not in page


def test_a_board_shows_some_of_those_inside_it_and_leads_to_the_rest(as_, many):
    page = as_().get(many.get_absolute_url()).text
    assert page.count('<li class="row-board') == 15
    assert "/boards/?in=heading" in page


def test_every_board_is_found_among_all_boards(as_, many):
    browser, found = as_(), set()
    for number in range(1, 6):
        page = browser.get(f"/boards/?page={number}").text
        found |= {
            name for name in Board.objects.values_list("slug", flat=True) if f'href="/b/{name}/"' in page
        }
    assert len(found) == 2 * MANY + 1
    assert browser.get("/boards/?page=6").url == "/boards/?page=5"
    inside = browser.get("/boards/?in=heading&page=3").text
    assert inside.count('href="/b/inner-') == MANY - 200
    assert "outer-1" not in inside


def test_a_hidden_board_is_not_named_among_all_boards(as_, board, staff_board, root, ada):
    for browser in (as_(), as_(ada)):
        page = browser.get("/boards/").text
        assert "General" in page
        assert "Backroom" not in page
        assert browser.get("/boards/?in=backroom").status_code == 404
    assert "Backroom" in as_(root).get("/boards/").text


# --- choosing one of them


@pytest.mark.parametrize("written", ["inner-7", "number", " inner-7 "])
def test_a_topic_is_moved_to_a_board_that_is_named_where_there_are_too_many_to_list(
    written, as_, root, many, start
):
    topic = start(root, Board.objects.get(slug="outer-1"))
    end = Board.objects.get(slug="inner-7")
    address = f"{topic.get_absolute_url()}move/"
    page = as_(root).get(address).text
    assert '<select name="board"' not in page.split("<main")[1]
    assert "after /b/" in page
    written = end.pk if written == "number" else written
    assert as_(root).post(address, {"board": written}).status_code == 303
    topic.refresh_from_db()
    assert topic.board == end


def test_a_board_that_is_not_there_is_named_beside_the_field_and_kept(as_, root, many, start):
    topic = start(root, Board.objects.get(slug="outer-1"))
    for written in ("nowhere", "9" * 30, "\x00", "heading"):
        answer = as_(root).post(f"{topic.get_absolute_url()}move/", {"board": written})
        assert answer.status_code == 422
        assert "you can choose here" in answer.text


def test_the_admin_lists_boards_in_pages_and_names_few_in_its_filters(as_, root, many):
    browser = as_(root)
    assert browser.get("/admin/boards/board/").text.count('class="field-in_tree"') == 100
    assert browser.get("/admin/boards/board/?p=5").text.count('class="field-in_tree"') == 61
    page = browser.get(f"/admin/boards/board/{many.pk}/change/").text
    assert page.count("<option") < 50
    topics = browser.get("/admin/topics/topic/").text
    assert topics.count("?board=") == 60
    last = Board.objects.get(slug="outer-229")
    assert "Outer 229" in browser.get(f"/admin/topics/topic/?board={last.pk}").text


def test_the_board_above_is_named_by_its_address_in_the_admin_where_there_are_many(as_, root, many):
    sent = {"name": "Deeper", "slug": "deeper", "position": 1, "takes_topics": "on", "preset": "inherited"}
    answer = as_(root).post("/admin/boards/board/add/", sent | {"parent": "heading"})
    assert answer.status_code == 302
    assert Board.objects.get(slug="deeper").parent == many


def test_somebody_who_does_not_see_a_board_cannot_find_out_by_naming_it(as_, many, staff_board, start):
    member = join("warden")
    for board in Board.objects.filter(slug__startswith="outer"):
        Grant.objects.create(board=board, audience="members", verbs=["see", "start", "reply", "moderate"])
    topic = start(member, Board.objects.get(slug="outer-1"))
    answers = [
        as_(member).post(f"{topic.get_absolute_url()}move/", {"board": written}).text.replace(written, "")
        for written in ("backroom", "nowhere-at-all")
    ]
    assert all("you can choose here" in answer for answer in answers)


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL weighs a table of few rows another way"
)
@pytest.mark.parametrize("has_statistics", [True, False])
def test_the_newest_topic_of_a_board_is_found_in_an_index_without_sorting_all_of_its(
    has_statistics, as_, ada, board, start
):
    for number in range(3):
        start(ada, board, title=f"Number {number}")
    if has_statistics:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    for reader in (None, ada):
        with statements() as asked:
            as_(reader).get("/")
        plans = [
            explained(*one)
            for one in asked
            if 'FROM "boards_board" WHERE' in one[0] and "last_post_at" in one[0]
        ]
        assert plans
        for plan in plans:
            assert "topic_board_latest (board_id=?)" in plan
            assert "TEMP B-TREE" not in plan
