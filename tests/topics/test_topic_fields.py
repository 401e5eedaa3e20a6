"""What a board asks for in the form of a new topic becomes the beginning of its first post."""

import uuid

import pytest

from forum.boards.models import TopicField
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(board):
    return TopicField.objects.create(board=board, label="Model", hint="As on the plate.", position=1)


@pytest.fixture
def tried(board):
    return TopicField.objects.create(
        board=board, label="What you tried", is_long=True, is_required=False, position=2
    )


def fields(**more):
    return {"title": "Kettle trips", "body": "", "key": uuid.uuid4().hex, **more}


def test_the_answers_stand_under_their_headings_before_the_rest(as_, ben, board, model, tried):
    page = as_(ben).get("/b/general/new/").text
    assert page.index("Model") < page.index("What you tried") < page.index("Anything else")
    assert "As on the plate." in page
    sent = fields(body="Thanks!", **{model.name: "K-12", tried.name: "Two\r\nlines"})
    assert as_(ben).post("/b/general/new/", sent).status_code == 303
    assert Topic.objects.get().posts.get().source == (
        "## Model\n\nK-12\n\n## What you tried\n\nTwo\nlines\n\nThanks!"
    )


def test_a_required_field_is_asked_for_beside_it_and_nothing_is_lost(as_, ben, board, model, tried):
    page = as_(ben).post("/b/general/new/", fields(body="Thanks!", **{tried.name: "Everything"}))
    assert page.status_code == 422
    assert "Fill this in." in page.text and "Everything" in page.text and "Thanks!" in page.text
    assert not Topic.objects.exists()


def test_the_fields_may_say_it_all(as_, ben, board, model, tried):
    as_(ben).post("/b/general/new/", fields(**{model.name: "K-12"}))
    assert Topic.objects.get().posts.get().source == "## Model\n\nK-12"


def test_without_a_required_field_something_has_to_be_written(as_, ben, board, tried):
    assert as_(ben).post("/b/general/new/", fields()).status_code == 422


def test_a_preview_shows_the_whole_text(as_, ben, board, model):
    page = as_(ben).post("/b/general/new/", fields(preview="1", **{model.name: "**K**-12"}))
    assert page.status_code == 200
    assert "<strong>K</strong>-12" in page.text


def test_a_script_previews_the_answers_with_the_box(as_, ben, board, model, tried):
    board.starting_text = "Say please."
    board.save()
    sent = {"body": "And **this**.", model.name: "**K**-12", tried.name: " "}
    page = as_(ben).post("/preview/", sent | {"place": f"board:{board.slug}"}).text
    assert page.index("Model") < page.index("<strong>K</strong>-12") < page.index("<strong>this</strong>")
    assert "What you tried" not in page
    untouched = sent | {"body": "Say please.", "place": f"board:{board.pk}"}
    assert "please" not in as_(ben).post("/preview/", untouched).text
    # Elsewhere they are no part of the text.
    assert "K-12" not in as_(ben).post("/preview/", sent | {"place": "topic:1"}).text.replace("</strong>", "")


def test_each_field_says_whether_it_is_required_and_where_markdown_is_read(as_, ben, board, model, tried):
    page = " ".join(as_(ben).get("/b/general/new/").text.split())
    assert 'Model <span class="field-need">(required)</span>' in page
    assert 'What you tried <span class="field-need">(optional)</span>' in page
    assert page.count("You can format this with Markdown.") == 1


@pytest.mark.parametrize(
    ("is_long", "answer", "stored"),
    [
        (False, "# not a heading", r"\# not a heading"),
        (False, "#7 of 12", "#7 of 12"),
        (True, "# Large\n\n### Small\n\n#7", "### Large\n\n### Small\n\n#7"),
        (True, "```\n# no heading\n```\n## One", "```\n# no heading\n```\n### One"),
        (True, "````\n```\n# no heading", "````\n```\n# no heading"),
    ],
)
def test_no_heading_in_an_answer_is_as_large_as_that_of_its_field(
    as_, ben, board, model, is_long, answer, stored
):
    TopicField.objects.update(is_long=is_long)
    as_(ben).post("/b/general/new/", fields(**{model.name: answer}))
    assert Topic.objects.get().posts.get().source == f"## Model\n\n{stored}"


def test_where_the_board_is_chosen_its_fields_come_with_it(as_, ben, board, members_board, model):
    assert "As on the plate." not in as_(ben).get("/start/").text
    assert "As on the plate." in as_(ben).get("/start/?board=general").text
    page = as_(ben).post("/start/", fields(body="Hello.", board=board.pk))
    assert page.status_code == 422
    assert "As on the plate." in page.text and "Hello." in page.text
    sent = fields(body="Hello.", board=board.pk, **{model.name: "K-12"})
    assert as_(ben).post("/start/", sent).status_code == 303
    assert Topic.objects.get().posts.get().source == "## Model\n\nK-12\n\nHello."
    assert as_(ben).post("/start/", fields(body="Hello.", board=members_board.pk)).status_code == 303


def test_the_starting_text_stands_in_the_box_and_is_no_post_by_itself(as_, ben, board):
    board.starting_text = "## Where\n\n## When"
    board.save()
    assert "## Where" in as_(ben).get("/b/general/new/").text
    page = as_(ben).post("/b/general/new/", fields(body="## Where\r\n\r\n## When\r\n"))
    assert page.status_code == 422
    assert "Fill in the text first." in page.text
    as_(ben).post("/b/general/new/", fields(body="## Where\r\n\r\nHere.\r\n\r\n## When"))
    assert Topic.objects.get().posts.get().source == "## Where\n\nHere.\n\n## When"


def test_answers_typed_while_signed_out_are_there_after_signing_in(as_, ben, board, model):
    browser = as_()
    browser.post("/b/general/new/", fields(**{model.name: "K-12"}))
    browser.force_login(ben, backend="accounts.backends.MemberBackend")
    assert 'value="K-12"' in browser.get("/b/general/new/").text


@pytest.mark.parametrize("wrong", ["x" * 301, "a\x00b", "   "])
def test_bad_answers_are_refused_beside_the_field(as_, ben, board, model, wrong):
    assert as_(ben).post("/b/general/new/", fields(body="Hi", **{model.name: wrong})).status_code == 422


def test_the_owner_sets_them_in_the_admin(as_, root, ben, board):
    address = f"/admin/boards/board/{board.pk}/change/"
    page = as_(root).get(address).text
    assert "topic_fields-0-label" in page and "starting_text" in page
    sent = {
        "name": board.name, "slug": board.slug, "takes_topics": "on", "starting_text": "## When",
        "grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0, "topic_fields-TOTAL_FORMS": 1, "topic_fields-INITIAL_FORMS": 0,
        "topic_fields-0-label": "Model", "topic_fields-0-is_required": "on", "topic_fields-0-position": 1, "topic_fields-0-board": board.pk,
    }  # fmt: skip
    assert as_(root).post(address, sent).status_code == 302
    page = as_(ben).get("/b/general/new/").text
    assert "Model" in page and "## When" in page
