"""Starting a topic from home and Latest, where the board is chosen on the form."""

import uuid

import pytest
from django.test import Client

from forum.boards.models import Board
from forum.topics.models import Topic
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def fields(**more):
    return {"title": "Zip stuck halfway", "body": "It will **not** move.", "key": uuid.uuid4().hex, **more}


def test_a_member_chooses_the_board_on_the_form(as_, ben, board, members_board):
    page = as_(ben).get("/start/").text
    assert "General" in page and "Lounge" in page
    answer = as_(ben).post("/start/", fields(board=members_board.pk))
    topic = Topic.objects.get()
    assert (answer.status_code, answer.url, topic.board) == (303, topic.get_absolute_url(), members_board)


def test_only_boards_on_which_one_may_start_are_offered(as_, ben, root, board, members_board, staff_board):
    board.grants.filter(audience="members").update(verbs=["see", "reply"])
    heading = Board.objects.create(name="Heading", slug="heading", takes_topics=False)
    heading.grants.create(audience="members", verbs=["see", "start"])
    choices = as_(ben).get("/start/").text.partition("<select")[2].partition("</select>")[0]
    assert "Lounge" in choices
    for name in ("General", "Backroom", "Heading"):
        assert name not in choices
    assert "Backroom" in as_(root).get("/start/").text


def test_a_link_chooses_the_board_in_advance(as_, ben, board, members_board):
    def chosen(query):
        page = as_(ben).get(f"/start/{query}").text
        return page.partition(" selected>")[2].partition("<")[0].strip()

    assert chosen("?board=lounge") == "Lounge"
    for query in ("", "?board=backroom", "?board=nowhere", "?board=%00", "?board="):
        assert chosen(query) == "Choose a board"


@pytest.mark.parametrize("written", ["", "999999", "x", "\x00", "9" * 40])
def test_a_board_that_one_cannot_choose_is_refused_beside_the_field_and_nothing_is_lost(
    written, as_, ben, board
):
    answer = as_(ben).post("/start/", fields(board=written))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"board"}
    assert "It will **not** move." in answer.text
    assert not Topic.objects.exists()


def test_a_hidden_board_is_refused_in_the_words_of_one_that_is_not_there(as_, ben, board, staff_board):
    answers = [as_(ben).post("/start/", fields(board=pk)) for pk in (staff_board.pk, 999_999)]
    texts = [answer.context["form"].errors["board"][0] for answer in answers]
    assert texts[0].replace(str(staff_board.pk), "") == texts[1].replace("999999", "")
    assert not Topic.objects.exists()


def test_who_may_start_nowhere_is_refused_and_not_led_here(as_, ben, board):
    board.grants.filter(audience="members").update(verbs=["see", "reply"])
    assert as_(ben).get("/start/").status_code == 403
    answer = as_(ben).post("/start/", fields(board=board.pk))
    assert answer.status_code == 403
    assert "It will **not** move." in answer.text
    for place in ("/", "/latest/"):
        assert 'href="/start/"' not in as_(ben).get(place).text


def test_home_and_latest_lead_here(as_, ben, topic):
    for reader in (None, ben):
        for place in ("/", "/latest/"):
            assert 'href="/start/"' in as_(reader).get(place).text


def test_a_visitor_signs_in_first_and_the_chosen_board_is_kept(as_, board):
    answer = as_().get("/start/?board=general")
    assert answer.status_code == 303
    assert answer.url.endswith("?next=%2Fstart%2F%3Fboard%3Dgeneral")


def test_a_visitors_text_and_board_wait_for_them(ben, board, members_board):
    browser = Client(enforce_csrf_checks=True)
    sent = fields(board=members_board.pk)
    answer = browser.post("/start/", sent, headers={"sec-fetch-site": "same-origin"})
    browser.get(answer.url)
    sent = {"login": "ben", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrf"].value}
    page = browser.get(browser.post(answer.url, sent).url).text
    assert "It will **not** move." in page
    assert page.partition(" selected>")[2].startswith("Lounge")
    assert not Topic.objects.exists()


def test_a_preview_keeps_the_board(as_, ben, board, members_board):
    page = as_(ben).post("/start/", fields(board=members_board.pk, preview="1")).text
    assert "<strong>not</strong>" in page
    assert page.partition(" selected>")[2].startswith("Lounge")
    assert not Topic.objects.exists()


def test_the_form_of_a_board_says_where_one_posts_and_leads_here(as_, ben, board):
    page = as_(ben).get("/b/general/new/").text
    assert "Posting in General" in page
    assert 'href="/start/?board=general"' in page
