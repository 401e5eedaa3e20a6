"""The address of a topic that visitors saw says that it is gone; any other says what it says of what never was."""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.jobs.running import run_due
from forum.moderation import cleanup, post_acts, topic_acts
from forum.moderation.reasons import FOR_REMOVING, combined, is_spam, is_withheld
from forum.posts import removing
from tests.conftest import opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def told(as_, topic, root, ben):
    """told() → what visitors and members get at the topic's addresses, if all of them get the same."""

    def act():
        place = topic.get_absolute_url().rstrip("/")
        addresses = [
            f"{place}/",
            f"/t/{topic.pk}/",
            f"/t/{topic.pk}-x/",
            f"{place}.md",
            f"{place}.json",
            f"{place}/feed/",
        ]
        answers = [as_(reader).get(address, follow=True) for reader in (None, ben) for address in addresses]
        assert not any(topic.title in answer.text or "quiet reason" in answer.text for answer in answers)
        [status] = {answer.status_code for answer in answers}
        return status

    return act


def test_a_topic_that_was_public_is_gone_until_it_is_restored(as_, told, topic, root):
    topic_acts.remove(root, topic, "quiet reason")
    assert told() == 410
    assert "This topic was removed" in as_().get(topic.get_absolute_url()).text
    topic.refresh_from_db()
    topic_acts.restore(root, topic)
    assert as_().get(topic.get_absolute_url()).status_code == 200
    assert as_().get("/t/999999-x/").status_code == 404


def test_who_moderates_still_reads_it(as_, topic, root):
    topic_acts.remove(root, topic, "x")
    assert as_(root).get(topic.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("ready", [reason.name for reason in FOR_REMOVING])
def test_spam_and_what_is_unlawful_never_was(ready, told, topic, root):
    how = {"is_withheld": is_withheld(ready, FOR_REMOVING), "is_spam": is_spam(ready, FOR_REMOVING)}
    topic_acts.remove(root, topic, combined(ready, "words", FOR_REMOVING), **how)
    assert told() == (404 if ready in ("spam", "illegal", "private") else 410)


def test_the_only_post_takes_its_topic_along_in_the_same_way(told, topic, ada, root):
    removing.remove_own(ada, topic.posts.get())
    assert told() == 410
    topic.refresh_from_db()
    topic_acts.restore(root, topic)
    post_acts.remove(root, topic.posts.get(), "Spam", is_spam=True)
    assert told() == 404


def test_what_a_spammer_wrote_never_was(told, ada, topic, root):
    cleanup.remove_recent(root, ada, "Enough", days=1, is_spam=True)
    while run_due():
        pass
    topic.refresh_from_db()
    assert topic.is_removed
    assert told() == 404


def test_what_visitors_did_not_see_never_was(as_, told, ada, topic, board, root, ben):
    apply_preset(board, Preset.MEMBERS)
    topic_acts.remove(root, topic, "x")
    apply_preset(board, Preset.PUBLIC)
    assert told() == 404


def test_a_board_that_is_hidden_now_tells_nothing(as_, told, topic, board, root):
    topic_acts.remove(root, topic, "x")
    apply_preset(board, Preset.STAFF)
    assert told() == 404


def test_a_removed_topic_that_is_moved_was_never_there(told, topic, root, start, ada):
    topic_acts.remove(root, topic, "x")
    topic.refresh_from_db()
    topic_acts.move(root, topic, "x", board=opened("Elsewhere", Preset.PUBLIC))
    assert told() == 404


def test_a_sent_reply_is_not_lost(as_, ben, topic, root):
    topic_acts.remove(root, topic, "x")
    answer = as_(ben).post(f"{topic.get_absolute_url()}reply/", {"body": "A long answer"})
    assert answer.status_code == 410
    assert "A long answer" in answer.text
