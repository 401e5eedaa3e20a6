import uuid

import pytest

from forum.topics.models import Topic


def fields(**more):
    return {"title": "Zip stuck halfway", "body": "It will **not** move.", "key": uuid.uuid4().hex, **more}


def address(board):
    return f"/b/{board.slug}/new/"


def test_a_member_starts_a_topic(as_, ben, board):
    assert "Start a topic" in as_(ben).get(address(board)).text
    answer = as_(ben).post(address(board), fields())
    topic = Topic.objects.get()
    assert (answer.status_code, answer.url) == (303, topic.get_absolute_url())
    assert (topic.author, topic.board, topic.post_count, topic.last_number) == (ben, board, 1, 1)
    assert "<strong>not</strong>" in topic.posts.get().html


def test_the_same_form_sent_twice_starts_one_topic(as_, ben, board):
    browser, sent = as_(ben), fields()
    answers = {browser.post(address(board), sent).url for _ in range(3)}
    assert len(answers) == Topic.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"title": "---"},
        {"body": ""},
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(wrong, as_, ben, board):
    answer = as_(ben).post(address(board), fields(**wrong))
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    if "body" not in wrong:
        assert "It will **not** move." in answer.text
    assert not Topic.objects.exists()


def test_a_form_without_its_key_says_so_instead_of_posting(as_, ben, board):
    answer = as_(ben).post(address(board), fields(key=""))
    assert answer.status_code == 422
    assert not Topic.objects.exists()


def test_only_staff_start_topics_among_announcements(as_, ben, root, board):
    board.grants.filter(audience="members").update(verbs=["see", "reply"])
    assert as_(ben).get(address(board)).status_code == 403
    answer = as_(ben).post(address(board), fields())
    assert answer.status_code == 403
    assert "It will **not** move." in answer.text
    assert as_(root).post(address(board), fields()).status_code == 303


def test_a_hidden_board_takes_nothing_from_those_it_is_hidden_from(as_, ben, staff_board):
    assert as_(ben).post(address(staff_board), fields()).status_code == 404
    assert as_().post(address(staff_board), fields()).status_code == 404


def test_a_board_that_only_gathers_others_takes_no_topics(as_, root, board):
    board.takes_topics = False
    board.save()
    assert as_(root).get(address(board)).status_code == 404
    answer = as_(root).post(address(board), fields())
    assert answer.status_code == 403 and "It will **not** move." in answer.text
    assert "Start topic" not in as_(root).get(board.get_absolute_url()).text


def test_a_preview_starts_nothing(as_, ben, board):
    answer = as_(ben).post(address(board), fields(preview="1"))
    assert "<strong>not</strong>" in answer.text
    assert not Topic.objects.exists()


def test_spaces_in_a_title_are_put_in_order(as_, ben, board):
    as_(ben).post(address(board), fields(title="  Zip   stuck \n halfway "))
    assert Topic.objects.get().title == "Zip stuck halfway"
