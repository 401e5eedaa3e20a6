"""Tags and boards are the same however they are written, and their old addresses lead on."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from forum.boards.models import Board
from forum.follows.models import Follow
from forum.topics.models import Tag, Topic
from tests.admin.conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def politics(db):
    return Tag.objects.create(name="Politics", slug="politics")


SPELLINGS = ["Politics", "POLITICS", "Ｐｏｌｉｔｉｃｓ", "poLitics"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_of_a_tag_leads_to_its_page(spelling, as_, politics):
    answer = as_().get(f"/tag/{spelling}/?page=1")
    assert (answer.status_code, answer.url) == (301, "/tag/politics/?page=1")
    answer = as_().get(f"/tag/{spelling}/followers/")
    assert (answer.status_code, answer.url) == (301, "/tag/politics/followers/")


def test_two_forms_of_the_same_letter_are_one_address(as_, db):
    Tag.objects.create(name="Café", slug="café")
    assert as_().get("/tag/cafe\u0301/").url == "/tag/caf%C3%A9/"


def test_a_tag_that_is_none_is_not_found(as_, politics):
    for wrong in ("politic", "x" * 500, "ﷺ" * 60):
        assert as_().get(f"/tag/{wrong}/").status_code == 404


@pytest.mark.parametrize("slug", ["politics", "government", "Politics"])
def test_a_former_address_of_a_tag_leads_on(slug, as_, root, politics):
    as_(root).post(address("topics_tag_change", politics.pk), {"name": "Government", "slug": "government"})
    politics.refresh_from_db()
    assert politics.slug == "government"
    answer = as_().get(f"/tag/{slug}/")
    assert answer.status_code == (200 if slug == "government" else 301)
    assert slug == "government" or answer.url == "/tag/government/"


def test_an_address_that_is_taken_back_or_by_another_is_theirs(as_, politics):
    politics.slug = "government"
    politics.save()
    other = Tag.objects.create(name="Politics again", slug="politics")
    assert as_().get("/tag/politics/").status_code == 200
    other.delete()
    assert as_().get("/tag/politics/").url == "/tag/government/"
    politics.slug = "politics"
    politics.save()
    assert as_().get("/tag/politics/").status_code == 200
    assert as_().get("/tag/government/").url == "/tag/politics/"


TWINS = [
    {"name": "politics", "slug": "other"},
    {"name": "Ｐｏｌｉｔｉｃｓ", "slug": "other"},
    {"name": "POLITICS ", "slug": "other"},
    {"name": "Other", "slug": "Politics"},
    {"name": "Other", "slug": "ｐｏｌｉｔｉｃｓ"},
]


@pytest.mark.parametrize("twin", TWINS)
def test_the_admin_refuses_a_tag_that_differs_in_small_things(twin, as_, root, politics):
    answer = as_(root).post(address("topics_tag_add"), twin)
    assert answer.status_code == 200
    assert "very much like it" in answer.text or "already exists" in answer.text
    assert Tag.objects.count() == 1
    with pytest.raises(IntegrityError):
        Tag.objects.create(**twin)


def test_a_tag_is_renamed_to_another_spelling_of_itself(as_, root, politics):
    sent = {"name": "POLITICS", "slug": "politics"}
    assert as_(root).post(address("topics_tag_change", politics.pk), sent).status_code == 302
    assert Tag.objects.get().name == "POLITICS"


def test_lists_are_filtered_by_any_spelling(as_, ada, board, start, politics):
    start(ada, board, title="About it", tags=[politics])
    for spelling in ("politics", "Politics"):
        assert "About it" in as_().get(board.get_absolute_url(), {"tag": spelling}).text


def test_a_form_that_was_open_while_a_tag_was_renamed_keeps_the_tag(as_, ben, board, politics):
    politics.slug = "government"
    politics.save()
    sent = {"title": "T", "body": "B", "key": "k", "tags": ["politics"]}
    assert as_(ben).post(f"/b/{board.slug}/new/", sent).status_code == 303
    assert list(Topic.objects.get().tags.all()) == [politics]


def test_following_by_an_old_address_follows(as_, ben, politics):
    politics.slug = "government"
    politics.save()
    assert as_(ben).post("/tag/politics/follow/").status_code == 303
    assert Follow.objects.get(member=ben).tag == politics


# --- boards


def test_other_spellings_and_former_addresses_of_a_board_lead_on(as_, ben, board):
    assert as_().get("/b/GENERAL/").url == "/b/general/"
    board.slug = "all"
    board.save()
    for path, leads in {
        "/b/General/?page=1": "/b/all/?page=1",
        "/b/general/followers/": "/b/all/followers/",
    }.items():
        answer = as_().get(path)
        assert (answer.status_code, answer.url) == (301, leads)
    assert as_(ben).get("/b/general/new/").url == "/b/all/new/"
    sent = {"title": "T", "body": "B", "key": "k"}
    assert as_(ben).post("/b/general/new/", sent).status_code == 303


def test_an_old_address_tells_nothing_of_a_board_that_is_out_of_sight(as_, eve, staff_board):
    staff_board.slug = "cellar"
    staff_board.save()
    for path in ("/b/backroom/", "/b/Cellar/", "/b/backroom/followers/", "/b/backroom/new/"):
        assert as_(eve).get(path).status_code == 404


def test_the_admin_refuses_a_board_whose_address_differs_in_small_things(board):
    twin = Board(name="Other", slug="GENERAL")
    with pytest.raises(ValidationError, match="very much like it"):
        twin.full_clean()
