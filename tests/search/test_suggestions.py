"""Topics that are suggested while somebody types into a field that searches."""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.limits import LIMITS, Limit
from forum.moderation import topic_acts

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def bikes(ada, board, start):
    return start(ada, board, title="Squeaky brakes on a bicycle", body="They howl whenever it rains.")


def suggested(browser, typed):
    return browser.get("/search/suggestions/", {"q": typed}).json()["topics"]


@pytest.mark.parametrize(
    "typed",
    [
        "sq",
        "squ",
        "Squeak",
        "squeaky",
        "bic",
        "bicy",
        "bicycl",
        "bicycle",
        "bicycles",
        "squeaky bra",
        "brake squ",
    ],
)
def test_a_topic_is_suggested_from_the_beginning_of_a_word_of_its_title(typed, as_, bikes):
    assert suggested(as_(), typed) == [
        {"title": bikes.title, "board": "General", "address": bikes.get_absolute_url()}
    ]


@pytest.mark.parametrize(
    "typed", ["howl", "unicyc", "s", "squeaky b", "", "   ", '"', "*", "\x00", "-squeaky", "author:ada", "qu"]
)
def test_nothing_else_suggests_it(typed, as_, bikes):
    assert suggested(as_(), typed) == []


def test_only_a_few_are_suggested(as_, ada, board, start):
    for n in range(9):
        start(ada, board, title=f"Teapot {n}")
    assert len(suggested(as_(), "teap")) == 6


def test_only_topics_that_one_sees_are_suggested(as_, ada, mod, ben, bikes):
    assert suggested(as_(ben), "brakes")
    topic_acts.remove(mod, bikes, "x")
    assert suggested(as_(mod), "brakes") == []
    topic_acts.restore(mod, bikes)
    apply_preset(bikes.board, Preset.MEMBERS)
    assert suggested(as_(), "brakes") == []
    assert suggested(as_(ben), "brakes")


def test_an_answer_is_kept_for_a_moment_by_its_reader_alone(as_, ben, bikes):
    answer = as_(ben).get("/search/suggestions/?q=brakes")
    assert answer["Cache-Control"] == "private, max-age=60"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Cookie" in answer["Vary"]
    again = as_(ben).get("/search/suggestions/?q=brakes", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_suggestions_have_a_limit(as_, monkeypatch, db):
    monkeypatch.setitem(LIMITS, "search-suggestions", Limit(2, 60, is_local=True))
    browser = as_()
    assert [browser.get("/search/suggestions/?q=te").status_code for _time in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("typed", "title"), [("c++", "Code in C++"), (".net", "Code in .NET"), ("C++ cod", "Code in C++")]
)
def test_a_name_with_signs_is_no_beginning_of_other_words(typed, title, as_, ada, board, start):
    for each in ("Code in C++", "Code in .NET", "Coding a network in chunks"):
        start(ada, board, title=each)
    assert [topic["title"] for topic in suggested(as_(), typed)] == [title]
