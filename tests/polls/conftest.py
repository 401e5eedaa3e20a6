import pytest

from tests.plumbing import polls


@pytest.fixture(scope="session")
def ask():
    return polls.ask


@pytest.fixture
def poll(topic, ask):
    return ask(topic)


@pytest.fixture(scope="session")
def send():
    """send(browser, poll, "Tea", **more) → the answer to a vote for the options of these names."""

    def act(browser, poll, *texts, script=False, **more):
        chosen = [option.pk for option in poll.options.all() if option.text in texts]
        headers = {"X-Requested-With": "fetch"} if script else {}
        address = f"{poll.topic.get_absolute_url()}poll/vote/"
        return browser.post(address, {"choice": chosen, **more}, headers=headers)

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
