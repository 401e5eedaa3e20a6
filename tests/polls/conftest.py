import pytest
from django.utils import timezone

from forum.polls.models import Poll
from tests.plumbing import polls


@pytest.fixture(scope="session")
def ask():
    return polls.ask


@pytest.fixture
def poll(topic, ask):
    return ask(topic)


@pytest.fixture(scope="session")
def send():
    """send(browser, poll, "Tea", **more) → the answer to a vote for the options of these names, as they are now."""

    def act(browser, poll, *texts, script=False, **more):
        chosen = [option.pk for option in poll.options.all() if option.text in texts]
        headers = {"X-Requested-With": "fetch"} if script else {}
        address = f"{poll.topic.get_absolute_url()}poll/vote/"
        seen = Poll.objects.get(pk=poll.pk).revision
        return browser.post(address, {"choice": chosen, "revision": seen, **more}, headers=headers)

    return act


@pytest.fixture
def change():
    """change(browser, poll, added=("Juice",), Tea="Green tea", **more) → the answer to the form with these changes."""

    def act(browser, poll, *, added=(), more=None, **texts):
        poll.refresh_from_db()
        options = {f"option_{each.pk}": texts.get(each.text, each.text) for each in poll.options.all()}
        end = f"{timezone.localtime(poll.ends_at):%Y-%m-%dT%H:%M}" if poll.ends_at else ""
        sent = {
            "poll_question": poll.question,
            "poll_ends_at": end,
            "base": poll.revision,
            "poll_option": added,
        }
        return browser.post(f"{poll.topic.get_absolute_url()}poll/change/", options | sent | (more or {}))

    return act


@pytest.fixture(scope="session")
def counts():
    """counts(poll) → the number of votes for each option, of voters, and whether the counters are true."""

    def act(poll):
        poll.refresh_from_db()
        options = list(poll.options.all())
        assert all(option.vote_count == option.votes.count() for option in options)
        assert poll.voter_count == poll.ballots.count()
        return [option.vote_count for option in options]

    return act
