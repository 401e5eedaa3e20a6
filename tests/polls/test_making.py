"""A poll is made in the form of a new topic, with plain fields."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.polls.models import Poll
from forum.posts.approving import approve
from forum.posts.models import PendingPost
from forum.topics.models import Topic
from tests.example_app.posting import HELD

pytestmark = pytest.mark.django_db


def fields(*options, **more):
    usual = {"title": "What shall we drink?", "body": "Say it.", "key": uuid.uuid4().hex}
    return usual | {"poll_option": options, "poll_most": "1", "poll_results": "always"} | more


def test_a_topic_is_started_with_a_poll(as_, ben, board):
    end = timezone.localtime() + timedelta(days=3)
    sent = fields("Tea", " Coffee  black ", "", poll_question="Which?", poll_most="2", poll_results="end",
                  poll_ends_at=f"{end:%Y-%m-%dT%H:%M}", poll_final="on", poll_public="on")  # fmt: skip
    answer = as_(ben).post(f"/b/{board.slug}/new/", sent)
    assert answer.status_code == 303
    poll = Topic.objects.get().poll
    assert [option.text for option in poll.options.all()] == ["Tea", "Coffee black"]
    assert (poll.question, poll.most_choices, poll.results, poll.is_final, poll.is_secret) == (
        "Which?", 2, "end", True, False,
    )  # fmt: skip
    assert abs(poll.ends_at - end) < timedelta(minutes=1)
    page = as_().get(answer.url).text
    assert "Which?" in page and "Coffee black" in page


def test_the_form_without_anything_in_it_makes_no_poll(as_, ben, board):
    assert "Add a poll" in as_(ben).get(f"/b/{board.slug}/new/").text
    as_(ben).post(f"/b/{board.slug}/new/", fields("", ""))
    assert Topic.objects.count() == 1
    assert not Poll.objects.exists()


def test_the_same_form_sent_twice_makes_one_poll(as_, ben, board):
    sent = fields("Tea", "Coffee")
    assert as_(ben).post("/b/general/new/", sent).url == as_(ben).post("/b/general/new/", sent).url
    assert Poll.objects.count() == 1


def test_more_fields_come_without_scripts_and_what_is_written_stays(as_, ben, board):
    page = as_(ben).post("/b/general/new/", fields("Tea", "Coffee", "Water", poll_more="1"))
    assert page.status_code == 200
    assert page.text.count('name="poll_option"') == 6
    assert 'value="Coffee"' in page.text and "Say it." in page.text and "What shall we drink?" in page.text
    assert not Topic.objects.exists()


def test_whoever_asks_for_more_fields_is_not_told_that_there_are_too_few(as_, ben, board):
    page = as_(ben).post("/b/general/new/", fields("Tea", poll_more="1"))
    assert "Write at least 2 options." not in page.text
    assert re.findall(r'aria-label="(Option \d)" autofocus', page.text) == ["Option 2"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"poll_option": ["Tea"]}, "Write at least 2 options."),
        ({"poll_option": [], "poll_question": "Which?"}, "Write at least 2 options."),
        ({"poll_option": ["Tea", "tea"]}, "is there twice"),
        ({"poll_option": [f"{n}" for n in range(21)]}, "Write at most 20 options."),
        ({"poll_option": ["x" * 121, "y"]}, "at most 120 characters"),
        ({"poll_option": ["a\x00b", "y"]}, "can’t be shown"),
        ({"poll_most": "3"}, "There are only 2 options."),
        ({"poll_most": "x"}, "Enter a whole number."),
        ({"poll_results": "never"}, "Select a valid choice"),
        ({"poll_results": "end"}, "Say when the poll ends"),
        ({"poll_ends_at": "2001-01-01T00:00"}, "still to come"),
        ({"poll_ends_at": "9999-12-31T23:59"}, "Choose a year"),
        ({"title": ""}, "Write a title."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(as_, ben, board, wrong, sentence):
    page = as_(ben).post("/b/general/new/", fields("Tea", "Coffee") | wrong)
    assert page.status_code == 422
    assert sentence in page.text
    assert "Say it." in page.text
    kept = wrong.get("poll_option", ["Tea"])
    assert not kept or f'value="{kept[0]}"' in page.text or "\x00" in kept[0]
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"poll_option": ["Tea", "tea"]}, "poll_option"),
        ({"poll_ends_at": "2001-01-01T00:00"}, "poll_ends_at"),
    ],
)
def test_the_browser_goes_to_what_is_wrong_far_down_the_page(as_, ben, board, wrong, name):
    page = as_(ben).post("/b/general/new/", fields("Tea", "Coffee") | wrong)
    assert re.findall(r'name="(\w+)"[^>]* autofocus', page.text) == [name]
    assert "autofocus" not in as_(ben).get("/b/general/new/").text


def test_who_may_not_make_polls_is_not_offered_one_and_makes_none(as_, ben, board):
    board.grants.filter(audience="members").update(verbs=["see", "start", "reply"])
    assert "Add a poll" not in as_(ben).get("/b/general/new/").text
    as_(ben).post("/b/general/new/", fields("Tea", "Coffee"))
    assert Topic.objects.count() == 1
    assert not Poll.objects.exists()


def test_on_a_board_chosen_on_the_form_the_poll_is_refused_where_it_may_not_be(
    as_, ben, board, members_board
):
    members_board.grants.filter(audience="members").update(verbs=["see", "start", "reply"])
    page = as_(ben).post("/start/", fields("Tea", "Coffee", board=members_board.pk))
    assert page.status_code == 403
    assert "You can’t make polls on this board" in page.text and 'value="Coffee"' in page.text
    assert as_(ben).post("/start/", fields("Tea", "Coffee", board=board.pk)).status_code == 303
    assert Poll.objects.count() == 1


def test_a_poll_waits_for_approval_with_its_topic(as_, ben, mod, board):
    as_(ben).post("/b/general/new/", fields("Tea", "Coffee", body=f"{HELD}!"))
    assert not Poll.objects.exists()
    post = approve(mod, PendingPost.objects.get())
    assert [option.text for option in post.topic.poll.options.all()] == ["Tea", "Coffee"]


def test_a_poll_typed_while_signed_out_is_there_after_signing_in(as_, ben, board):
    browser = as_()
    browser.post("/b/general/new/", fields("Tea", "Coffee", poll_question="Which?"))
    browser.force_login(ben, backend="accounts.backends.MemberBackend")
    page = browser.get("/b/general/new/").text
    assert 'value="Which?"' in page and 'value="Coffee"' in page


def test_of_too_many_options_none_is_lost(as_, ben, board):
    sent = fields(*(f"Tea no. {n}" for n in range(23)))
    answer = as_(ben).post(f"/b/{board.slug}/new/", sent)
    assert answer.status_code == 422
    assert all(f'value="Tea no. {n}"' in answer.text for n in range(23))
