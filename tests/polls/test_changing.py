"""A poll is changed by whoever started its topic, and by moderators; votes are nobody's to alter but theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum.jobs.running import run_due
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.pages.polls.change_form import PollChangeForm
from forum.polls import voting
from forum.polls.models import PollRevision
from forum.site.models import SiteSettings

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def texts(poll):
    return [option.text for option in poll.options.order_by("position")]


def test_the_starter_changes_question_end_and_options(as_, ada, poll, change):
    browser, address = as_(ada), poll.topic.get_absolute_url()
    assert f"{address}poll/change/" in browser.get(address).text
    assert 'value="Coffee"' in browser.get(f"{address}poll/change/").text
    end = timezone.localtime() + timedelta(days=2)
    more = {"poll_question": "Which one?", "poll_ends_at": f"{end:%Y-%m-%dT%H:%M}"}
    answer = change(browser, poll, added=["Juice", ""], more=more, Tea="Green tea", Water="")
    assert (answer.status_code, answer.url) == (303, f"{address}#poll")
    poll.refresh_from_db()
    assert texts(poll) == ["Green tea", "Coffee", "Juice"]
    assert poll.question == "Which one?" and abs(poll.ends_at - end) < timedelta(minutes=1)
    page = as_().get(address).text
    assert "Which one?" in page and "Changed " in page
    assert not LogEntry.objects.exists()


def test_what_it_said_before_is_kept_and_shown_to_who_sees_the_history(as_, ada, ben, mod, poll, change):
    change(as_(ada), poll, Tea="Green tea", more={"poll_question": "Which one?"})
    change(as_(ada), poll, added=["Juice"])
    address = f"{poll.topic.get_absolute_url()}poll/changes/"
    page = as_(ben).get(address)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.text.index("Version 2") < page.text.index("Version 1")
    assert ">Tea<" in page.text and ">Green tea<" in page.text and "Juice" not in page.text
    assert address in as_(ben).get(poll.topic.get_absolute_url()).text
    assert as_().get(address).url.startswith("/accounts/login/")
    assert address not in as_().get(poll.topic.get_absolute_url()).text
    SiteSettings.current().change(history_readers="author")
    assert [as_(person).get(address).status_code for person in (ben, ada, mod)] == [403, 200, 200]


def test_saving_without_a_change_changes_nothing(as_, ada, topic, ask, change):
    poll = ask(topic, ends_at=timezone.now() + timedelta(hours=3, seconds=17))
    assert change(as_(ada), poll).status_code == 303
    poll.refresh_from_db()
    assert (poll.revision, poll.changed_at) == (1, None)
    assert not PollRevision.objects.exists()


@pytest.mark.parametrize("changed", [{"Tea": "Green tea"}, {"Tea": ""}])
def test_an_option_with_votes_is_nobodys_but_a_moderators_to_change(
    as_, ada, ben, eve, mod, poll, send, counts, change, changed
):
    send(as_(ben), poll, "Tea")
    send(as_(eve), poll, "Coffee")
    assert change(as_(ada), poll, Water="Milk", **changed).status_code == 303
    assert texts(poll) == ["Tea", "Coffee", "Milk"], "the field cannot be changed, whatever is sent"
    assert change(as_(mod), poll, more={"reason": "Hurtful"}, **changed).status_code == 303
    assert counts(poll) == ([1, 1, 0] if changed["Tea"] else [1, 0])
    assert poll.voter_count == (2 if changed["Tea"] else 1)
    entry = LogEntry.objects.get()
    assert (entry.act, entry.reason, entry.topic) == ("change-poll", "Hurtful", poll.topic)
    while run_due():
        pass
    assert Notification.objects.filter(member=ada).count() == 1
    assert "changed the poll in" in as_(mod).get("/moderate/log/").text


def test_a_question_that_was_answered_is_nobodys_but_a_moderators_to_change(
    as_, ada, ben, mod, poll, send, counts, change
):
    browser, address = as_(ada), f"{poll.topic.get_absolute_url()}poll/change/"
    assert "readonly" not in browser.get(address).text
    send(as_(ben), poll, "Tea")
    page = browser.get(address).text
    assert page.count("readonly") == 2  # the question, and the option with a vote
    assert "Only a moderator can change the question." in page
    resign = {"poll_question": "Shall the mayor resign?"}
    assert change(browser, poll, added=["Juice"], more=resign).status_code == 303
    poll.refresh_from_db()
    assert (poll.question, poll.revision) == ("", 2), "the field cannot be changed, whatever is sent"
    assert not LogEntry.objects.exists()
    assert "readonly" not in as_(mod).get(address).text
    assert change(as_(mod), poll, more=resign | {"reason": "Clearer"}).status_code == 303
    poll.refresh_from_db()
    assert poll.question == "Shall the mayor resign?"
    assert counts(poll) == [1, 0, 0, 0]
    assert (LogEntry.objects.get().act, LogEntry.objects.get().reason) == ("change-poll", "Clearer")
    while run_due():
        pass
    assert Notification.objects.filter(member=ada).count() == 1


def test_a_moderator_who_changes_the_question_of_their_own_answered_poll_is_logged(
    as_, ben, mod, board, start, ask, send, change
):
    poll = ask(start(mod, board, title="Mine"))
    change(as_(mod), poll, more={"poll_question": "Which one?"})
    assert not LogEntry.objects.exists()
    send(as_(ben), poll, "Tea")
    change(as_(mod), poll, more={"poll_question": "Which two?"})
    assert LogEntry.objects.get().act == "change-poll"


def test_a_question_is_not_changed_over_a_vote_that_comes_after_the_form_was_checked(
    as_, ada, ben, poll, change, monkeypatch
):
    def checked(form, check=PollChangeForm.is_valid):
        is_valid = check(form)
        voting.vote(ben, poll, [poll.options.get(text="Tea").pk])
        return is_valid

    monkeypatch.setattr(PollChangeForm, "is_valid", checked)
    answer = change(as_(ada), poll, added=["Juice"], more={"poll_question": "Which one?"})
    assert answer.status_code == 422
    assert "People have voted." in answer.text and 'value="Juice"' in answer.text
    poll.refresh_from_db()
    assert poll.question == ""


@pytest.mark.parametrize(("verbs", "status"), [(["see", "reply"], 303), (["see"], 403)])
def test_a_poll_that_was_moved_is_its_starters_wherever_they_may_reply(
    as_, ada, root, poll, members_board, send, change, verbs, status
):
    members_board.grants.filter(audience="members").update(verbs=verbs)
    topic_acts.move(root, poll.topic, board=members_board)
    page = as_(ada).get(poll.topic.get_absolute_url()).text
    assert ("Change poll" in page, "End poll" in page) == (status == 303, status == 303)
    assert change(as_(ada), poll, added=["Juice"]).status_code == status
    assert send(as_(ada), poll, end="1").status_code == status


def test_a_vote_that_comes_after_the_form_was_checked_stands(
    as_, ada, ben, poll, counts, change, monkeypatch
):
    def checked(form, check=PollChangeForm.is_valid):
        is_valid = check(form)
        voting.vote(ben, poll, [poll.options.get(text="Tea").pk])
        return is_valid

    monkeypatch.setattr(PollChangeForm, "is_valid", checked)
    answer = change(as_(ada), poll, Tea="", Water="Milk")
    assert answer.status_code == 422
    assert "People have voted." in answer.text and 'value="Milk"' in answer.text
    assert counts(poll) == [1, 0, 0]
    assert texts(poll) == ["Tea", "Coffee", "Water"]


def test_nobody_learns_from_the_form_which_options_have_hidden_votes(as_, ada, ben, topic, ask, send):
    poll = ask(topic, results="end", ends_at=timezone.now() + timedelta(hours=1))
    address = f"{topic.get_absolute_url()}poll/change/"
    assert as_(ada).get(address).text.count(" readonly") == 0
    send(as_(ben), poll, "Tea")
    assert as_(ada).get(address).text.count(" readonly") == 4  # the question too


def test_others_and_the_starter_of_an_ended_or_locked_poll_change_nothing(
    as_, ada, ben, mod, root, poll, change
):
    assert change(as_(ben), poll, added=["Juice"]).status_code == 403
    assert as_(ben).get(f"{poll.topic.get_absolute_url()}poll/change/").status_code == 403
    answer = as_().get(f"{poll.topic.get_absolute_url()}poll/change/")
    assert answer.url.startswith("/accounts/login/")
    topic_acts.lock(root, poll.topic)
    assert change(as_(ada), poll, added=["Juice"]).status_code == 403
    topic_acts.unlock(root, poll.topic)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        poll.change(ends_at=timezone.now() - timedelta(hours=1))
        assert change(as_(ada), poll, added=["Juice"]).status_code == 403
        assert change(as_(mod), poll, more={"poll_ends_at": ""}).status_code == 303
    poll.refresh_from_db()
    assert poll.ends_at is None
    assert texts(poll) == ["Tea", "Coffee", "Water"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"added": ["Tea"]}, "is there twice"),
        ({"Tea": "", "Coffee": ""}, "Write at least 2 options."),
        ({"added": [f"No. {n}" for n in range(18)]}, "Write at most 20 options."),
        ({"Tea": "x" * 121}, "at most 120 characters"),
        ({"more": {"poll_ends_at": "2001-01-01T00:00"}}, "still to come"),
        ({"more": {"poll_question": "x" * 201}}, "at most 200"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(as_, ada, poll, change, sent, sentence):
    sent.setdefault("more", {}).setdefault("poll_question", "Which one?")
    page = change(as_(ada), poll, **sent)
    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{sent["more"]["poll_question"]}"' in page.text
    assert all(f'value="{text}"' in page.text for text in sent.get("added", ()))
    poll.refresh_from_db()
    assert (poll.revision, texts(poll)) == (1, ["Tea", "Coffee", "Water"])


def test_a_change_from_an_older_form_is_shown_beside_what_the_poll_says_now(as_, ada, mod, poll, change):
    change(as_(mod), poll, added=["Juice"])
    browser = as_(ada)
    first = {f"option_{each.pk}": each.text for each in poll.options.exclude(text="Juice")}
    sent = first | {"poll_question": "Which one?", "poll_option": ["Milk"], "base": 1}
    page = browser.post(f"{poll.topic.get_absolute_url()}poll/change/", sent)
    assert page.status_code == 409
    assert "changed meanwhile" in page.text
    assert all(f'value="{text}"' in page.text for text in ("Which one?", "Milk", "Juice", "2"))
    assert texts(poll) == ["Tea", "Coffee", "Water", "Juice"]


def test_more_fields_come_without_scripts(as_, ada, poll, change):
    page = change(as_(ada), poll, added=["Juice"], more={"poll_more": "1"}, Tea="Green tea")
    assert page.status_code == 200
    assert page.text.count('name="poll_option"') == 4
    assert 'value="Green tea"' in page.text and 'value="Juice"' in page.text
    assert texts(poll) == ["Tea", "Coffee", "Water"]


def test_as_many_options_can_be_chosen_as_there_are(as_, ada, topic, ask, change):
    poll = ask(topic, most_choices=3)
    change(as_(ada), poll, Water="")
    poll.refresh_from_db()
    assert poll.most_choices == 2
