"""An owner who just installed the forum: three short screens, each skippable, without any script."""

import pytest

from forum.boards.models import Board
from forum.boards.starting_sets import STARTING_SETS
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD, join

LOOK = {"name": "Lantern", "tagline": "Light", "accent": "#1e40af", "sign_up": "closed"}


def test_the_first_sign_in_leads_to_the_first_screen_and_each_to_the_next(as_, root):
    browser = as_()
    answer = browser.post("/accounts/login/", {"login": "root", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/setup/"
    assert "1 of 3" in answer.text
    answer = browser.post("/setup/", LOOK, follow=True)
    assert "2 of 3" in answer.text
    answer = browser.post("/setup/boards/", {"set": "support", "board": ["help", "staff"]}, follow=True)
    assert "2 boards made." in answer.text
    assert "3 of 3" in answer.text
    answer = browser.post("/setup/finish/", follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/"
    forum = SiteSettings.current()
    assert (forum.name, forum.tagline, forum.accent, forum.is_sign_up_open) == (
        "Lantern",
        "Light",
        "#1e40af",
        False,
    )
    assert forum.first_run_done_at is not None
    assert list(Board.objects.values_list("name", flat=True)) == ["Help", "Staff room"]


def test_a_name_is_kept_without_what_hides_in_it(as_, root):
    as_(root).post("/setup/", LOOK | {"name": "Ba\u034fr", "tagline": "\ufeffLight"})
    assert (SiteSettings.current().name, SiteSettings.current().tagline) == ("Bar", "Light")


def test_what_was_set_is_what_a_visitor_sees(as_, root):
    as_(root).post("/setup/", LOOK)
    as_(root).post("/setup/boards/", {"set": "club", "board": ["news", "members", "staff"]})
    page = as_().get("/").text
    assert "Lantern" in page
    assert "From the committee." in page
    assert "Only members read and write here." not in page
    assert "/theme-1e40af-" in page


def test_every_step_can_be_skipped_and_all_of_them_at_once(as_, root):
    browser = as_(root)
    assert 'href="/setup/boards/"' in browser.get("/setup/").text
    assert 'href="/setup/email/"' in browser.get("/setup/boards/").text
    assert browser.get("/")["Location"] == "/setup/"
    browser.post("/setup/finish/")
    assert browser.get("/").status_code == 200
    assert not Board.objects.exists()
    assert SiteSettings.current().name == "Folkmoot"


def test_they_can_be_opened_again(as_, root, board):
    browser = as_(root)
    browser.post("/setup/finish/")
    for path in ("/setup/", "/setup/boards/", "/setup/email/"):
        assert browser.get(path).status_code == 200
    done_at = SiteSettings.current().first_run_done_at
    browser.post("/setup/finish/")
    assert SiteSettings.current().first_run_done_at == done_at


def test_a_forum_with_boards_does_not_begin_anew(as_, root, board):
    assert as_(root).get("/").status_code == 200


def test_nobody_else_is_led_there_or_let_in(as_, ben, db):
    staff = join("clerk", is_staff=True)
    for reader in (None, ben, staff):
        assert as_(reader).get("/").status_code == 200
        for path in ("/setup/", "/setup/boards/", "/setup/email/", "/setup/finish/"):
            answer = as_(reader).post(path, LOOK | {"set": "club", "board": "news"})
            assert answer.status_code == (302 if reader is None else 403)
    assert not SiteSettings.objects.exists()
    assert not Board.objects.exists()


def test_finishing_is_no_link(as_, root):
    assert as_(root).get("/setup/finish/").status_code == 405


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"name": ""}, "required"), ({"name": "x" * 61}, "at most 60"), ({"accent": "red"}, "Write a colour"), ({"sign_up": "maybe"}, "Select a valid choice")],
)  # fmt: skip
def test_a_wrong_answer_is_refused_beside_its_field_and_nothing_is_lost(as_, root, wrong, words):
    answer = as_(root).post("/setup/", LOOK | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Light" in answer.text
    assert not SiteSettings.objects.exists()


def test_a_colour_is_previewed_before_it_is_saved(as_, root):
    answer = as_(root).post("/setup/", LOOK | {"accent": "#ffff00", "preview": "1"})
    assert answer.status_code == 200
    assert "#ffff00 is too pale to read on light pages" in answer.text
    assert "Lantern" in answer.text
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize("name", STARTING_SETS)
def test_each_set_makes_its_boards_with_their_permissions(as_, root, ben, name):
    keys = [board.key for board in STARTING_SETS[name].boards]
    as_(root).post("/setup/boards/", {"set": name, "board": keys})
    assert Board.objects.count() == len(keys)
    names = {reader: {board.name for board in Board.objects.visible_to(reader)} for reader in (ben, root)}
    assert 0 < len(names[ben]) < len(names[root])
    assert Board.objects.allowing(ben, "start").filter(position=1).exists() is False


@pytest.mark.parametrize(
    "wrong", [{}, {"set": "nonsense", "board": "news"}, {"set": "club"}, {"set": "club", "board": "x"}]
)
def test_no_board_chosen_is_said(as_, root, wrong):
    answer = as_(root).post("/setup/boards/", wrong)
    assert answer.status_code == 422
    assert "Choose at least one board" in answer.text


def test_boards_that_are_there_are_not_made_twice(as_, root):
    for _ in range(2):
        as_(root).post("/setup/boards/", {"set": "club", "board": ["news", "events"]})
    assert Board.objects.count() == 2
    as_(root).post("/setup/boards/", {"set": "support", "board": ["news", "help"]})
    assert list(Board.objects.values_list("name", flat=True)) == ["News", "Events", "Help"]


def test_where_staff_need_a_second_factor_the_screens_wait_for_it(as_, root, settings):
    settings.STAFF_NEED_TWO_FACTOR = True
    assert as_(root).get("/setup/")["Location"] == "/accounts/2fa/"
