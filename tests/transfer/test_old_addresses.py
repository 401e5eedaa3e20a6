"""Links to the old forum, followed here."""

import pytest

from forum.boards.models import Preset
from forum.boards.opening import open_as
from forum.moderation import moderating
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.transfer.models import OldAddress
from tests.transfer.conftest import post, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(bring, topic_files):
    bring(
        topic_files(
            topic(5, [post(1), post(4, "Otter", "Fourth.")]), topic(2048, [post(1, topic=2048)], slug="48")
        )
    )
    return Topic.objects.get(pk=Post.objects.get(source="Fourth.").topic_id)


def place(response):
    assert response.status_code == 301
    return response["Location"]


@pytest.mark.parametrize("end", ["", "/"])
def test_the_address_of_a_topic_leads_to_the_topic(brought, as_, end):
    assert place(as_().get(f"/t/boiling-point/5{end}")) == brought.get_absolute_url()


@pytest.mark.parametrize("end", ["", "/", "?u=wren"])
def test_the_address_of_a_post_leads_to_the_post_under_its_new_number(brought, as_, end):
    fourth = Post.objects.get(source="Fourth.")
    assert fourth.number == 2
    assert place(as_().get(f"/t/boiling-point/5/4{end}")) == f"/p/{fourth.pk}/"


def test_a_topic_is_found_under_every_name_it_ever_had(brought, as_):
    assert place(as_().get("/t/what-it-was-called-before/5")) == brought.get_absolute_url()
    assert (
        place(as_().get("/t/what-it-was-called-before/5/4")) == f"/p/{Post.objects.get(source='Fourth.').pk}/"
    )


def test_an_address_without_a_name_leads_to_the_post(brought, as_):
    assert place(as_().get("/t/5/4")) == f"/p/{Post.objects.get(source='Fourth.').pk}/"


def test_a_number_that_is_nobodys_leads_to_the_topic(brought, as_):
    assert place(as_().get("/t/boiling-point/5/3")) == brought.get_absolute_url()


@pytest.mark.parametrize("path", ["/t/boiling-point/6", "/t/boiling-point/6/1", "/t/x/999999999999999999/1"])
def test_an_address_of_nothing_is_not_found(brought, as_, path):
    assert as_().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/t/boiling-point/5", "/t/boiling-point/5/4", "/t/other/5", "/t/other/5/4", "/t/5/4"]
)
def test_a_private_board_is_not_given_away(brought, as_, ada, root, path):
    open_as(brought.board, Preset.STAFF)
    for stranger in (as_(), as_(ada)):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert "Location" not in answer
    assert as_(root).get(path).status_code == 301


def test_a_removed_topic_is_not_given_away(brought, as_, root):
    moderating.remove(root, brought, "No longer wanted.")
    assert as_().get("/t/boiling-point/5/4").status_code == 404


def test_posting_to_an_old_address_changes_nothing(brought, as_):
    assert as_().post("/t/boiling-point/5").status_code == 405


def test_a_second_forum_does_not_take_addresses_from_the_first(bring, topic_files, post_lines, tmp_path):
    bring(topic_files(topic(5, [post(1)])))
    first = OldAddress.objects.get(path="/t/boiling-point/5/1").post
    other = tmp_path / "other"
    other.mkdir()
    for name in ("json", "raw"):
        (tmp_path / name).rename(other / name)
    for page in (other / "json").iterdir():
        page.write_text(page.read_text().replace("forum.kettle.example", "forum.teapot.example"))
    run = bring(other)
    assert Post.objects.count() == 2
    assert OldAddress.objects.get(path="/t/boiling-point/5/1").post == first
    assert run.report.warnings["address"] == 3
