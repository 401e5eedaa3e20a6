"""Votes at one moment: every one counts, and none twice."""

import pytest

from forum.limits import LIMITS, Limit
from forum.members import closing_accounts
from forum.polls.models import Ballot, Vote
from tests.conftest import join
from tests.plumbing.polls import ask
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

VOTERS = 12


@pytest.fixture(autouse=True)
def as_often_as_one_likes(monkeypatch):
    monkeypatch.setitem(LIMITS, "vote", Limit(10_000, 60))


@pytest.fixture
def poll(topic):
    return ask(topic, most_choices=2)


def voting(browser, poll, *positions, **more):
    chosen = [option.pk for option in poll.options.all() if option.position in positions]
    address = f"{poll.topic.get_absolute_url()}poll/vote/"
    return lambda: browser.post(address, {"choice": chosen, **more}).status_code


def counts(poll):
    poll.refresh_from_db()
    options = list(poll.options.all())
    assert [option.vote_count for option in options] == [option.votes.count() for option in options]
    assert (
        poll.voter_count
        == Ballot.objects.count()
        == Ballot.objects.values("votes__ballot").distinct().count()
    )
    return [option.vote_count for option in options]


def test_all_who_vote_at_once_are_counted(poll, as_):
    browsers = [as_(join(f"voter{n}")) for n in range(VOTERS)]
    statuses = at_once([voting(browser, poll, n % 2 + 1, 3) for n, browser in enumerate(browsers)])
    assert set(statuses) == {303}
    assert counts(poll) == [VOTERS // 2, VOTERS // 2, VOTERS]
    assert poll.voter_count == VOTERS


def test_one_member_who_presses_twenty_times_votes_once(ben, poll, as_):
    browsers = [as_(ben) for _ in range(20)]
    statuses = at_once([voting(browser, poll, n % 3 + 1) for n, browser in enumerate(browsers)])
    assert set(statuses) == {303}
    assert sum(counts(poll)) == Vote.objects.count() == 1


def test_voting_and_withdrawing_at_once_leave_one_vote_or_none(ben, poll, as_):
    browsers = [as_(ben) for _ in range(10)]
    calls = [
        voting(browser, poll, 1, 2) if n % 2 else voting(browser, poll, withdraw="1")
        for n, browser in enumerate(browsers)
    ]
    assert failures(at_once(calls)) == []
    assert counts(poll) in ([1, 1, 0], [0, 0, 0])


def test_who_leaves_while_voting_leaves_no_vote_with_their_name(ben, poll, as_):
    browser = as_(ben)
    at_once([voting(browser, poll, 1), lambda: closing_accounts.close(ben)])
    assert not Ballot.objects.filter(member=ben).exists()
    assert sum(counts(poll)) in (0, 1)
