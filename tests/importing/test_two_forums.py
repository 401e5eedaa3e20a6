"""Two forums imported into one: they had the same numbers, and links to one do not lead into the other."""

import pytest

from forum.importing.models import OldAddress, OldForum
from forum.posts.models import Post
from tests.importing.conftest import HOST, post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

SECOND = "forum.teapot.example"


@pytest.fixture
def both(import_path, topic_files, tmp_path):
    """Topic 5 of both, told apart by its words; topic 6 of the first, topic 7 of the second."""
    first = topic_files(
        topic(5, [post(1, raw="Kettle.")]),
        topic(6, [post(1, topic=6, raw="Kettle six.")], slug="limescale-again"),
    )
    import_path(first)
    for each in (*(first / "json").iterdir(), *(first / "raw").iterdir()):
        each.unlink()
    second = topic_files(
        topic(5, [post(1, "Otter", "Teapot."), post(2, raw="More.")], slug="which-teapot"),
        topic(7, [post(1, topic=7, raw="Teapot seven.")], slug="pouring-and-spouts"),
    )
    for page in (second / "json").iterdir():
        page.write_text(page.read_text().replace(HOST, SECOND))
    return import_path(second)


def landed(answer):
    assert answer.status_code == 301, answer.status_code
    number = answer["Location"].strip("/").split("/")[1].partition("-")[0]
    if answer["Location"].startswith("/p/"):
        return Post.objects.get(pk=number).source
    return Post.objects.get(topic=number, number=1).source


def test_each_forum_keeps_its_own_addresses(both, as_):
    assert list(OldForum.objects.values_list("host", flat=True)) == [HOST, SECOND]
    assert OldAddress.objects.filter(path="/t/5").count() == 2
    assert set(both.report.warnings) <= {"renamed", "shown"}
    assert landed(as_().get("/t/boiling-point/5")) == "Kettle."
    assert landed(as_().get("/t/which-teapot/5")) == "Teapot."
    assert landed(as_().get("/t/which-teapot/5/2")) == "More."
    assert landed(as_().get("/t/boiling-point/5/1")) == "Kettle."


def test_a_bare_number_is_the_first_forums_where_nothing_else_is_known(both, as_):
    assert landed(as_().get("/t/5")) == "Kettle."
    assert landed(as_().get("/t/7")) == "Teapot seven."
    assert landed(as_().get("/p/501")) == "Kettle."
    assert landed(as_().get("/p/502")) == "More."


def test_a_bare_number_is_that_forums_whose_page_holds_the_link(both, as_):
    referer = {"Referer": f"https://{SECOND}/t/which-teapot/5/2"}
    assert landed(as_().get("/t/5", headers=referer)) == "Teapot."
    assert landed(as_().get("/p/501", headers=referer)) == "Teapot."
    assert landed(as_().get("/t/5", headers={"Referer": f"http://www.{HOST}/"})) == "Kettle."
    assert landed(as_().get("/t/5", headers={"Referer": "https://[broken/"})) == "Kettle."


def test_a_bare_number_is_that_forums_whose_host_is_asked(both, as_, settings):
    settings.ALLOWED_HOSTS = [SECOND, HOST]
    assert landed(as_().get("/t/5", headers={"Host": SECOND})) == "Teapot."
    assert landed(as_().get("/t/5", headers={"Host": HOST})) == "Kettle."
    assert landed(as_().get("/t/6", headers={"Host": SECOND})) == "Kettle six."


def test_words_that_have_changed_lead_to_the_topic_that_they_still_name(both, as_):
    assert landed(as_().get("/t/the-best-teapot/5")) == "Teapot."
    assert landed(as_().get("/t/point-of-boiling/5/1")) == "Kettle."
    assert landed(as_().get("/t/limescale/6")) == "Kettle six."


@pytest.mark.parametrize(
    "path", ["/t/sugar-and-milk/5", "/t/sugar-and-milk/5/1", "/t/sugar-and-milk/6", "/t/x/7"]
)
def test_words_that_name_neither_lead_nowhere(both, as_, path):
    assert as_().get(path).status_code == 404


def test_words_that_name_neither_lead_on_from_the_forums_own_page(both, as_):
    assert (
        landed(as_().get("/t/sugar-and-milk/7", headers={"Referer": f"https://{SECOND}/"})) == "Teapot seven."
    )


def test_a_member_of_both_is_found_in_each(both, as_):
    assert as_().get("/u/wren")["Location"] == "/u/wren/"
    assert as_().get("/u/wren", headers={"Referer": f"https://{SECOND}/"})["Location"] == "/u/wren-2/"
