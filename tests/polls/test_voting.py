"""Voting, changing and withdrawing a vote, the end of a poll, and what is refused."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.members.closing_accounts import close
from forum.moderation import post_acts, topic_acts
from forum.polls.models import Ballot

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_a_vote_counts_once_however_often_it_is_sent(as_, ben, poll, send, counts):
    browser = as_(ben)
    for _time in range(3):
        answer = send(browser, poll, "Coffee")
        assert (answer.status_code, answer.url) == (303, f"{poll.topic.get_absolute_url()}#poll")
    assert counts(poll) == [0, 1, 0]
    page = browser.get(poll.topic.get_absolute_url()).text
    assert "1 person voted" in page and "Change vote" in page


def test_a_vote_is_changed_and_withdrawn(as_, ben, eve, poll, send, counts):
    send(as_(eve), poll, "Tea")
    send(as_(ben), poll, "Tea")
    send(as_(ben), poll, "Water")
    assert counts(poll) == [1, 0, 1]
    send(as_(ben), poll, withdraw="1")
    assert counts(poll) == [1, 0, 0]
    send(as_(ben), poll, withdraw="1")
    assert counts(poll) == [1, 0, 0]


def test_several_options_are_chosen_up_to_the_most(as_, ben, topic, ask, send, counts):
    poll = ask(topic, most_choices=2)
    send(as_(ben), poll, "Tea", "Coffee")
    assert counts(poll) == [1, 1, 0]
    send(as_(ben), poll, "Coffee", "Water")
    assert counts(poll) == [0, 1, 1]
    answer = send(as_(ben), poll, "Tea", "Coffee", "Water")
    assert answer.status_code == 422
    assert "Choose up to 2 options." in answer.text
    assert counts(poll) == [0, 1, 1]


@pytest.mark.parametrize("choice", ["", "0", "999999", "x", "1" * 40, "٣"])
def test_what_is_no_option_is_refused_and_the_box_keeps_its_text(as_, ben, poll, send, counts, choice):
    page = send(as_(ben), poll, choice=choice, body="Half a sentence")
    assert page.status_code == 422
    assert "Choose an option first." in page.text and "Half a sentence" in page.text
    assert counts(poll) == [0, 0, 0]


def test_an_option_of_another_poll_is_none_of_this(as_, ada, ben, board, poll, start, ask, send, counts):
    other = ask(start(ada, board, title="Another"), "Yes", "No")
    page = send(as_(ben), poll, choice=other.options.first().pk)
    assert page.status_code == 422
    assert counts(poll) == [0, 0, 0]


def test_a_final_vote_stays(as_, ben, topic, ask, send, counts):
    poll = ask(topic, is_final=True)
    send(as_(ben), poll, "Tea")
    assert send(as_(ben), poll, "Water").status_code == 409
    assert send(as_(ben), poll, withdraw="1").status_code == 409
    assert counts(poll) == [1, 0, 0]
    page = as_(ben).get(topic.get_absolute_url()).text
    assert 'name="choice"' not in page and "Your vote:" in page


def test_nobody_votes_after_the_end(as_, ben, topic, ask, send, counts):
    poll = ask(topic, ends_at=timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        page = send(as_(ben), poll, "Tea")
        assert page.status_code == 409
        assert "This poll has ended." in page.text
    assert counts(poll) == [0, 0, 0]


def test_the_starter_and_moderators_end_a_poll_and_nobody_else(
    as_, ada, ben, mod, topic, start, board, ask, send
):
    poll = ask(topic)
    assert send(as_(ben), poll, end="1").status_code == 403
    assert send(as_(ada), poll, end="1").status_code == 303
    poll.refresh_from_db()
    assert poll.has_ended
    assert send(as_(ada), poll, end="1").status_code == 409
    other = ask(start(ada, board, title="Another"))
    assert send(as_(mod), other, end="1").status_code == 303


def test_the_button_asks_before_a_poll_ends(as_, ada, poll, send):
    browser = as_(ada)
    assert 'name="end" value="ask"' in browser.get(poll.topic.get_absolute_url()).text
    page = send(browser, poll, end="ask", body="Half a sentence")
    assert page.status_code == 200
    assert "End this poll? Nobody can vote after that." in page.text and "Half a sentence" in page.text
    send(browser, poll, end="no", body="Half a sentence")
    poll.refresh_from_db()
    assert not poll.has_ended
    page = browser.get(poll.topic.get_absolute_url()).text
    assert "End this poll?" not in page and "Half a sentence" in page
    assert "End this poll?" in send(browser, poll, end="ask", script=True).text
    send(browser, poll, end="1")
    poll.refresh_from_db()
    assert poll.has_ended


def test_who_may_not_end_a_poll_is_not_asked(as_, ben, poll, send):
    assert send(as_(ben), poll, end="ask").status_code == 403


def test_from_the_options_the_next_thing_one_gets_to_is_the_vote(as_, ada, poll):
    type(poll).objects.update(changed_at=timezone.now())
    page = as_(ada).get(poll.topic.get_absolute_url()).text
    between = page[page.rindex('name="choice"') : page.index(">Vote</button>")]
    assert "Changed" in between and "<a " not in between and between.count("<button") == 1
    assert f'href="{poll.topic.get_absolute_url()}poll/changes/"' in page


def test_a_visitor_is_sent_to_sign_in_and_keeps_their_text(as_, poll, send, counts):
    browser = as_()
    answer = send(browser, poll, "Tea", body="My words")
    assert answer.status_code == 303 and answer.url.startswith("/accounts/login/")
    assert counts(poll) == [0, 0, 0]
    assert "My words" in browser.get(poll.topic.get_absolute_url()).text


def test_who_may_only_read_does_not_vote(as_, ben, board, poll, send):
    board.grants.filter(audience="members").update(verbs=["see"])
    assert 'name="choice"' not in as_(ben).get(poll.topic.get_absolute_url()).text
    assert send(as_(ben), poll, "Tea").status_code == 403


def test_where_nothing_is_seen_there_is_no_poll(as_, ben, root, staff_board, start, ask, send):
    poll = ask(start(root, staff_board))
    assert send(as_(ben), poll, "Tea").status_code == 404
    assert as_(ben).get(f"{poll.topic.get_absolute_url()}poll/").status_code == 404


def test_a_topic_without_a_poll_takes_no_vote(as_, ben, topic):
    assert as_(ben).post(f"{topic.get_absolute_url()}poll/vote/", {"choice": "1"}).status_code == 404


def test_a_get_votes_for_nothing(as_, ben, poll, counts):
    address = f"{poll.topic.get_absolute_url()}poll/vote/?choice={poll.options.first().pk}"
    assert as_(ben).get(address).status_code == 405
    assert counts(poll) == [0, 0, 0]


def test_a_locked_topic_still_takes_votes_and_a_removed_one_none(as_, ben, mod, poll, send, counts):
    topic_acts.lock(mod, poll.topic, "Enough said.")
    assert send(as_(ben), poll, "Tea").status_code == 303
    assert counts(poll) == [1, 0, 0]
    topic_acts.remove(mod, poll.topic, "Spam")
    assert send(as_(ben), poll, "Coffee").status_code == 404
    assert send(as_(mod), poll, "Coffee").status_code == 403


def test_with_the_first_post_the_poll_is_out_of_sight(as_, ben, mod, poll, say, send):
    say(ben, poll.topic)
    post_acts.remove(mod, poll.topic.posts.get(number=1), "Rude")
    assert "Coffee" not in as_(ben).get(poll.topic.get_absolute_url()).text
    assert send(as_(ben), poll, "Tea").status_code == 404


def test_a_script_gets_the_poll_alone(as_, ben, poll, send):
    answer = send(as_(ben), poll, "Tea", script=True, body="")
    assert answer.status_code == 200
    assert "<html" not in answer.text and "You voted." in answer.text and 'form="reply-form"' in answer.text
    refused = send(as_(ben), poll, script=True)
    assert refused.status_code == 422
    assert "Choose an option first." in refused.text and "<html" not in refused.text


def test_voting_does_not_touch_the_topic(as_, ben, poll, send):
    before = (poll.topic.version, poll.topic.last_post_at)
    send(as_(ben), poll, "Tea")
    poll.topic.refresh_from_db()
    assert (poll.topic.version, poll.topic.last_post_at) == before


def test_the_text_in_the_box_is_there_after_voting_without_scripts(as_, ben, poll, send):
    browser = as_(ben)
    send(browser, poll, "Tea", body="Half a sentence")
    assert "Half a sentence" in browser.get(poll.topic.get_absolute_url()).text


def test_the_votes_of_a_closed_account_stay_without_its_name(as_, ben, eve, topic, ask, send, counts):
    poll = ask(topic, is_secret=False)
    send(as_(ben), poll, "Tea")
    close(ben)
    assert counts(poll) == [1, 0, 0]
    assert Ballot.objects.get().member is None
    assert "And 1 person who has left" in as_(eve).get(f"{topic.get_absolute_url()}poll/").text


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize(
    "changed",
    [
        {"Tea": "Resign the mayor"},
        {"Tea": ""},
        {"Tea": "Coffee", "Coffee": "Tea"},
        {"more": {"poll_question": "Whom do we not want?"}},
    ],
)
@pytest.mark.parametrize("form", ["said", "of an old tab"])
def test_a_vote_counts_for_no_words_that_its_voter_did_not_see(
    as_, ada, ben, poll, send, counts, change, script, changed, form
):
    tea, coffee, _water = poll.options.all()
    browser = as_(ben)
    assert 'name="revision" value="1"' in browser.get(poll.topic.get_absolute_url()).text
    assert change(as_(ada), poll, **changed).status_code == 303
    sent = {"choice": [tea.pk], "body": "Half a sentence", "revision": "1" if form == "said" else ""}
    answer = send(browser, poll, script=script, **sent)
    assert answer.status_code == 409
    assert "This poll was changed meanwhile. Check what it says now, then vote again." in answer.text
    assert not any(counts(poll))
    assert "Half a sentence" in answer.text or script
    # What was chosen stays chosen, in a form that says what it shows.
    assert 'name="revision" value="2"' in answer.text
    assert (f'value="{tea.pk}" form="reply-form" checked' in answer.text) == (changed != {"Tea": ""})
    chosen = coffee if changed == {"Tea": ""} else tea
    assert send(browser, poll, choice=[chosen.pk], revision="2").status_code == 303
    assert sum(counts(poll)) == 1


def test_an_added_option_and_changes_of_others_take_no_vote_away(as_, ada, ben, poll, send, counts, change):
    change(as_(ada), poll, added=["Juice"], Water="Milk")
    assert send(as_(ben), poll, "Tea", revision="1").status_code == 303
    assert counts(poll) == [1, 0, 0, 0]


def test_who_voted_for_what_an_option_said_before_does_not_change_their_vote_unseen(
    as_, ben, eve, mod, topic, ask, send, counts, change
):
    poll = ask(topic, most_choices=2)
    send(as_(ben), poll, "Tea")
    change(as_(mod), poll, Tea="Green tea")
    assert send(as_(ben), poll, "Green tea", "Coffee", revision="1").status_code == 409
    assert send(as_(ben), poll, withdraw="1", revision="1").status_code == 303
    assert counts(poll) == [0, 0, 0]
