"""Links to the old forum, followed here."""

import time

import pytest

from accounts.models import User
from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.importing.models import OldAddress
from forum.moderation import topic_acts
from forum.posts.models import Post
from forum.topics.models import Tag, Topic
from tests.importing.conftest import post, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(import_path, topic_files):
    import_path(
        topic_files(
            topic(5, [post(1), post(4, "Otter", "Fourth.")]), topic(2048, [post(1, topic=2048)], slug="48")
        )
    )
    return Topic.objects.get(pk=Post.objects.get(source="Fourth.").topic_id)


def place(response):
    assert response.status_code == 301
    return response["Location"]


@pytest.mark.parametrize("end", ["", "/"])
def test_the_address_of_a_topic_leads_to_the_topic(imported, as_, end):
    assert place(as_().get(f"/t/boiling-point/5{end}")) == imported.get_absolute_url()


@pytest.mark.parametrize("end", ["", "/", "?u=wren", ".json"])
def test_the_address_of_a_post_leads_to_the_post_under_its_new_number(imported, as_, end):
    fourth = Post.objects.get(source="Fourth.")
    assert fourth.number == 2
    query = end if end.startswith("?") else ""
    assert place(as_().get(f"/t/boiling-point/5/4{end}")) == f"/p/{fourth.pk}/{query}"


def test_a_topic_is_found_under_every_name_it_ever_had(imported, as_):
    assert place(as_().get("/t/what-it-was-called-before/5")) == imported.get_absolute_url()
    assert (
        place(as_().get("/t/what-it-was-called-before/5/4")) == f"/p/{Post.objects.get(source='Fourth.').pk}/"
    )


def test_an_address_without_a_name_leads_to_the_post(imported, as_):
    assert place(as_().get("/t/5/4")) == f"/p/{Post.objects.get(source='Fourth.').pk}/"


def test_a_number_that_is_nobodys_leads_to_the_topic(imported, as_):
    assert place(as_().get("/t/boiling-point/5/3")) == imported.get_absolute_url()


@pytest.mark.parametrize("path", ["/t/boiling-point/6", "/t/boiling-point/6/1", "/t/x/999999999999999999/1"])
def test_an_address_of_nothing_is_not_found(imported, as_, path):
    assert as_().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/t/boiling-point/5", "/t/boiling-point/5/4", "/t/other/5", "/t/other/5/4", "/t/5/4"]
)
def test_a_private_board_is_not_given_away(imported, as_, ada, root, path):
    apply_preset(imported.board, Preset.STAFF)
    for stranger in (as_(), as_(ada)):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert "Location" not in answer
    assert as_(root).get(path).status_code == 301


def test_a_removed_topic_is_not_given_away(imported, as_, root):
    topic_acts.remove(root, imported, "No longer wanted.")
    assert as_().get("/t/boiling-point/5/4").status_code == 404


def test_posting_to_an_old_address_changes_nothing(imported, as_):
    assert as_().post("/t/boiling-point/5").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/t/5",
        "/t/5.html",
        "/t/5/print",
        "/t/boiling-point/5/print",
        "/t/-/5",
        "/t/-/5/",
        "/t/topic/5",
        "/t/what's_that%3F+(again)%21/5",
        "/t/%E6%A4%85%E5%AD%90/5",
        "/t/Boiling-Point/5",
        "/t/5/99",
    ],
)
def test_every_form_of_an_old_topics_address_leads_to_it(imported, as_, path):
    assert place(as_().get(path)) == imported.get_absolute_url()


@pytest.mark.parametrize(
    "path",
    [
        "/t/5/4",
        "/t/5/4/",
        "/t/5/4.json",
        "/t/-/5/4",
        "/t/anything/5/4.json",
        "/raw/5/4",
        "/p/504",
        "/p/504/12",
        "/posts/504",
        "/posts/504.json",
        "/posts/504/raw",
        "/posts/by_number/5/4",
        "/posts/by_number/5/4.json",
    ],
)
def test_every_form_of_an_old_posts_address_leads_to_it(imported, as_, path):
    assert place(as_().get(path)) == f"/p/{Post.objects.get(source='Fourth.').pk}/"


def test_what_follows_an_old_address_is_taken_along(imported, as_):
    assert place(as_().get("/t/5?u=wren&x=%C3%A4")) == f"{imported.get_absolute_url()}?u=wren&x=%C3%A4"


def test_a_page_of_the_old_forum_leads_to_its_first_post(import_path, topic_files, as_):
    """It had twenty posts on a page, and here the number of a page means another place."""
    import_path(topic_files(topic(5, [post(number, raw=f"Post {number}.") for number in range(1, 43)])))
    third = Post.objects.get(source="Post 41.")
    assert place(as_().get("/t/boiling-point/5?page=3")) == f"/p/{third.pk}/"
    assert place(as_().get("/t/5?page=1&u=wren")) == f"{third.topic.get_absolute_url()}?u=wren"


def test_our_own_addresses_stay_ours(imported, as_, ada, board, start):
    """The old forum had a topic of the same number as one of ours: ours has the slash."""
    ours = start(ada, board, title="Ours")
    OldAddress.objects.filter(path="/t/2048").update(path=f"/t/{ours.pk}")
    assert place(as_().get(f"/t/{ours.pk}/")) == ours.get_absolute_url()
    assert place(as_().get(f"/t/{ours.pk}")) == Topic.objects.get(pk=ours.pk - 1).get_absolute_url()
    assert as_().get(ours.get_absolute_url()).status_code == 200


def test_a_number_that_no_old_topic_had_is_ours(imported, as_):
    assert place(as_().get(f"/t/{imported.pk}?x=1")) == f"/t/{imported.pk}/?x=1"
    assert place(as_().get("/p/77777?x=1")) == "/p/77777/?x=1"


@pytest.mark.parametrize(
    "path",
    [
        "/c/3",
        "/c/3.json",
        "/c/kettles/3",
        "/c/kettles/3/l/latest",
        "/c/kettles/3/none",
        "/c/hardware/kettles/3",
        "/c/kettles/3/",
    ],
)
def test_the_address_of_a_category_leads_to_its_board(imported, as_, path):
    assert place(as_().get(path)) == imported.board.get_absolute_url()


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ("/t/5.rss", "/feed/"),
        ("/t/boiling-point/5.rss/", "/feed/"),
        ("/t/5.json", ".json"),
        ("/t/boiling-point/5.json", ".json"),
        ("/t/5.md", ".md"),
        ("/raw/5", ".md"),
    ],
)
def test_a_feed_or_a_copy_of_an_old_topic_leads_to_todays(imported, as_, path, ending):
    there = place(as_().get(path))
    assert there == imported.get_absolute_url().removesuffix("/") + ending
    assert as_().get(there).status_code == 200


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/c/3.rss", "/b/kettles/feed/"),
        ("/c/hardware/kettles/3.rss", "/b/kettles/feed/"),
        ("/c/kettles/3/l/latest.rss", "/b/kettles/feed/"),
        ("/u/otter/activity.rss", "/u/Otter/feed/"),
        ("/u/otter/activity/topics.rss", "/u/Otter/feed/"),
        ("/tag/Hot-Water.rss", "/tag/hot-water/feed/"),
        ("/latest.rss", "/feed/"),
        ("/posts.rss", "/feed/"),
        ("/top.rss", "/feed/"),
        ("/top/weekly.rss", "/feed/"),
    ],
)
def test_an_old_feed_leads_to_todays(imported, as_, path, feed):
    forum = OldAddress.objects.first().forum
    tag = Tag.objects.create(name="Hot water", slug="hot-water")
    OldAddress.objects.create(forum=forum, path="/tag/hot-water", tag=tag)
    otter = User.objects.get(username="Otter")
    OldAddress.objects.get_or_create(forum=forum, path="/u/otter", defaults={"member": otter})
    Board.objects.filter(pk=imported.board_id).update(slug="kettles")
    assert place(as_().get(path)) == feed
    assert as_().get(feed).status_code == 200


def test_where_visitors_see_no_feed_an_old_one_leads_members_to_the_page(imported, as_, ada):
    apply_preset(imported.board, Preset.MEMBERS)
    assert as_().get("/t/5.rss").status_code == 404
    assert place(as_(ada).get("/t/5.rss")) == imported.get_absolute_url()
    assert place(as_(ada).get("/t/5.json")) == f"{imported.get_absolute_url().removesuffix('/')}.json"


def test_a_category_is_found_by_its_words_alone(import_path, topic_files, as_):
    path = topic_files(topic(5, [post(1)]))
    (path / "categories.json").write_text('[{"id": 3, "name": "Kettles", "slug": "kettles"}]')
    import_path(path)
    for address in ("/c/kettles", "/c/hardware/kettles", "/c/Kettles/l/top"):
        assert place(as_().get(address)) == "/b/kettles/"


@pytest.mark.parametrize(
    "path", ["/c/99", "/c/kettles/99", "/c/unknown", "/c/l", "/c/kettles/999999999999999999"]
)
def test_a_category_that_did_not_come_in_is_not_found(imported, as_, path):
    assert as_().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/u/{}", "/u/{}.json", "/users/{}", "/users/{}/", "/u/{}/summary", "/u/{}/activity/replies"]
)
def test_the_page_of_a_member_who_had_to_be_renamed_is_found(import_path, topic_files, as_, ada, path):
    import_path(topic_files(topic(5, [post(1, "Ada"), post(2, "Otter")])))
    assert place(as_().get(path.format("ada"))) == "/u/Ada-2/"
    assert place(as_().get(path.format("OTTER"))) == "/u/Otter/"


def test_a_members_own_page_stays_theirs(import_path, topic_files, as_, ada):
    import_path(topic_files(topic(5, [post(1, "Ada")])))
    assert as_().get("/u/ada/").status_code == 200
    assert place(as_().get("/u/nobody-there")) == "/u/nobody-there/"
    assert as_().get("/u/nobody-there/").status_code == 404
    assert as_().get("/users/nobody-there").status_code == 404


def test_a_name_that_nobody_has_here_leads_to_whoever_had_it_there(import_path, topic_files, as_):
    import_path(topic_files(topic(5, [post(1, "_wren_and-heron_")])))
    assert place(as_().get("/u/_wren_and-heron_/")) == "/u/wren_and-heron_/"


@pytest.mark.parametrize(
    "path",
    [
        "/uploads/short-url/abc123.png",
        "/uploads/default/original/1X/abc.png",
        "/t/boiling%00point/5",
        "/u/a%00b/",
        "/tag/a%00b",
        "/c/a%00b/5",
        "/raw/6",
        "/raw/5/4/3",
        "/posts/999999999999999999",
        "/p/12/34/56",
        "/t/5/4/3/2",
        "/t/5.exe",
    ],
)
def test_what_nobody_knows_is_plainly_not_found(imported, as_, path):
    assert as_().get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/c/" + "a/" * 4000,
        "/c/" + "l/none/" * 1000 + "x",
        "/tags/c/" + "1/" * 4000 + "!",
        "/tag/" + "a" * 4000 + "/1" * 1000,
        "/u/" + "a" * 8000 + "/summary" * 3 + "!",
        "/t/" + "-" * 8000 + "/5!",
        "/t/" + "ab-" * 3000 + "/5",
        "/raw/" + "1" * 18 + "/" + "9" * 9,
        "/t/" + "9" * 18 + "/" + "9" * 9 + "/",
    ],
)
def test_monstrous_addresses_are_answered_at_once(imported, as_, path):
    began = time.process_time()
    assert as_().get(path).status_code in (301, 404)
    assert time.process_time() - began < 2
