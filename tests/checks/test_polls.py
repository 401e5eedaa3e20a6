"""Votes of polls: whole after the forum's own acts, and a wrong row is found and repaired."""

import pytest

from forum.checks.repairing import repair
from forum.polls import voting
from forum.polls.models import Ballot, Poll, PollOption, Vote
from tests.plumbing.polls import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(talk, ada, ben):
    poll = ask(talk, most_choices=2)
    options = list(poll.options.all())
    voting.vote(ada, poll, [options[0].pk, options[1].pk])
    voting.vote(ben, poll, [options[1].pk])
    return poll


def test_votes_are_whole(poll, faults):
    assert faults() == {}


def test_wrong_counters_are_found_and_set_right(poll, faults):
    option = poll.options.first()
    PollOption.objects.filter(pk=option.pk).update(vote_count=7)
    Poll.objects.update(voter_count=0)
    assert faults() == {"poll.votes": (option.pk,), "poll.voters": (poll.pk,)}
    assert list(repair()) == [f"poll {poll.pk}: votes"]
    assert faults() == {}


def test_ballots_that_cannot_be_are_found(poll, board, ada, ben, start, faults):
    other = Poll.objects.create(topic=start(ada, board, title="Another"))
    stray = PollOption.objects.create(poll=other, position=1, text="Stray", vote_count=1)
    empty = Ballot.objects.get(member=ben)
    vote = Vote.objects.get(ballot=empty)
    Vote.objects.filter(pk=vote.pk).update(option=stray)
    assert faults()["vote.option"] == (vote.pk,)
    Vote.objects.filter(pk=vote.pk).delete()
    assert faults()["ballot.votes"] == (empty.pk,)
