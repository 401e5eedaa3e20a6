"""Items of the queue that are alike are decided together: a wave of spam takes one act, and one press undoes it."""

import uuid

import pytest

from forum.cleanup.models import Cleanup
from forum.jobs.running import run_due
from forum.moderation.alike import FEWEST
from forum.moderation.models import LogEntry, RejectedPost
from forum.posts.models import PendingEdit, PendingPost, Post
from tests.conftest import join

pytestmark = pytest.mark.django_db

TO_DO = "/moderate/"


def waits(author, topic, text="Buy [watches](https://watches.example/now) here", **fields):
    html = (
        f"<p>{text}</p>"
        if "https" not in text
        else '<p>Buy <a href="https://watches.example/now">watches</a></p>'
    )
    said = {"source": text, "html": html, "key": uuid.uuid4().hex, "reason": "First post"} | fields
    return PendingPost.objects.create(author=author, topic=topic, **said)


@pytest.fixture
def wave(topic):
    """Five texts of five members that link to the same site in words of their own."""
    return [
        waits(join(f"spammer{n}"), topic, f"{word}, see https://watches.example/{n}")
        for n, word in enumerate("abcde")
    ]


def finish():
    while run_due():
        pass


def page_of(browser):
    queue = browser.get(TO_DO).text
    start = queue.index("/moderate/together/")
    return queue[start : queue.index('"', start)]


def test_the_queue_shows_them_as_one_and_others_by_themselves(as_, ben, root, topic, wave):
    other = waits(ben, topic, "How do I begin?")
    page = as_(root).get(TO_DO).text
    assert "Links to watches.example" in page
    assert page.count("data-item") == 1
    assert f'id="posts-{other.pk}"' in page


def test_few_are_shown_by_themselves(as_, root, topic, wave):
    wave[0].delete()
    page = as_(root).get(TO_DO).text
    assert "together/" not in page
    assert page.count("data-item") == FEWEST - 1


def test_the_same_words_and_the_same_reasons_are_alike_too(as_, root, topic):
    for number in range(5):
        waits(join(f"copyist{number}"), topic, "Word for word the same, number " + str(number))
    assert "The same text" in as_(root).get(TO_DO).text
    PendingPost.objects.all().delete()
    for number, word in enumerate("vwxyz"):
        facts = [{"name": "checked", "evidence": {"words": "A check said so."}}]
        waits(join(f"checked{number}"), topic, f"Words of {word}", reasons=facts)
    assert "A check said so." in as_(root).get(TO_DO).text


def test_all_that_are_ticked_are_rejected_and_the_rest_approved_in_one_act(as_, mod, topic, wave):
    browser = as_(mod)
    address = page_of(browser)
    page = browser.get(address).text
    assert page.count(" checked") == 5 + 2  # what to do with the rest, and why
    sent = {
        "listed": [each.pk for each in wave], "item": [each.pk for each in wave[1:]], "decision": "reject",
        "rest": "approve", "ready": "spam", "reason": "",
    }  # fmt: skip
    answer = browser.post(address, sent, follow=True).text
    assert "4 rejected." in answer
    assert "1 approved." in answer
    assert RejectedPost.objects.count() == 4
    assert Post.objects.get(author=wave[0].author).topic == topic
    undone = browser.post(
        "/moderate/undo/",
        {"undo": list(LogEntry.objects.filter(act="reject").values_list("pk", flat=True))},
        follow=True,
    )
    assert "4 acts undone." in undone.text
    assert PendingPost.objects.count() == 4


def test_rejecting_and_cleaning_up_is_one_step_with_one_undo(as_, root, topic, wave, say):
    early = say(wave[0].author, topic, "I was here before")
    browser = as_(root)
    address = page_of(browser)
    sent = {
        "listed": [each.pk for each in wave],
        "item": [each.pk for each in wave],
        "decision": "clean-up",
        "ready": "spam",
        "reason": "",
    }
    answer = browser.post(address, sent, follow=True).text
    assert "Cleaning up after 5 members." in answer
    assert not PendingPost.objects.exists()  # at once
    finish()
    early.refresh_from_db()
    assert early.is_removed
    entries = list(LogEntry.objects.filter(act="clean-up"))
    assert len(entries) == 5
    assert len({entry.step for entry in entries}) == 1
    for each in wave:
        each.author.refresh_from_db()
        assert each.author.is_suspended
    undo_page = browser.get(f"/u/{wave[3].author.username}/clean-up/").text
    assert "Undo for all 5 members" in undo_page
    browser.post("/moderate/undo/", {"undo": [entry.pk for entry in entries]})
    finish()
    assert PendingPost.objects.count() == 5
    early.refresh_from_db()
    assert not early.is_removed


def test_what_is_not_ticked_keeps_waiting_and_what_is_not_listed_too(as_, root, topic, wave):
    later = waits(join("later"), topic, "Another, see https://watches.example/9")
    browser = as_(root)
    address = page_of(browser)
    sent = {
        "listed": [each.pk for each in wave],
        "item": [wave[0].pk],
        "decision": "reject",
        "ready": "spam",
        "reason": "",
    }
    browser.post(address, sent)
    assert set(PendingPost.objects.all()) == {*wave[1:], later}
    browser.post(address, {**sent, "item": [], "rest": "approve"})
    assert set(PendingPost.objects.all()) == {later}


def test_a_reason_is_needed_to_reject_and_the_ticks_stay(as_, root, topic, wave):
    browser = as_(root)
    address = page_of(browser)
    answer = browser.post(
        address, {"listed": [each.pk for each in wave], "item": [wave[0].pk], "decision": "reject"}
    )
    assert answer.status_code == 422
    assert "Choose a reason or write one." in answer.text
    assert answer.text.count('name="item"') == 5
    assert answer.text.count('value="' + str(wave[0].pk) + '" checked') == 1
    assert PendingPost.objects.count() == 5


def test_board_moderators_decide_of_their_boards_alone_and_clean_up_nothing(
    as_, ben, mod, root, wave, staff_board, start
):
    elsewhere = start(root, staff_board, title="Inside")
    hidden = [
        waits(join(f"inner{n}"), elsewhere, f"{word}, see https://watches.example/{n}")
        for n, word in enumerate("fghij")
    ]
    browser = as_(mod)
    address = page_of(browser)
    page = browser.get(address).text
    assert "spammer0" in page
    assert "inner0" not in page
    assert 'value="clean-up"' not in page
    sent = {
        "listed": [hidden[0].pk],
        "item": [hidden[0].pk, wave[0].pk],
        "decision": "reject",
        "ready": "spam",
        "reason": "",
    }
    browser.post(address, sent)
    assert PendingPost.objects.filter(pk=hidden[0].pk).exists()
    assert not PendingPost.objects.filter(pk=wave[0].pk).exists()
    assert browser.post(address, {**sent, "decision": "clean-up"}).status_code in {303, 422}
    assert not Cleanup.objects.exists()
    assert as_(ben).get(address).status_code == 403


def test_what_another_has_decided_is_said(as_, mod, root, topic, wave):
    address = page_of(as_(root))
    sent = {
        "listed": [each.pk for each in wave],
        "item": [each.pk for each in wave],
        "decision": "reject",
        "ready": "spam",
        "reason": "",
    }
    as_(mod).post(address, sent)
    assert "already decided" in as_(root).post(address, sent, follow=True).text
    assert as_(root).get(address).status_code == 404


def test_what_was_shown_is_decided_also_when_few_are_left(as_, mod, root, topic, wave):
    browser = as_(root)
    address = page_of(browser)
    browser.get(address)
    queue_of(as_(mod), wave[0], "approve")
    late = waits(join("honest"), topic, "I came later, see https://watches.example/9")
    sent = {
        "listed": [each.pk for each in wave], "item": [each.pk for each in wave], "decision": "reject",
        "ready": "spam", "reason": "",
    }  # fmt: skip
    assert "4 rejected." in browser.post(address, sent, follow=True).text
    assert list(PendingPost.objects.all()) == [late]
    again = waits(join("second"), topic, "See https://watches.example/8")
    assert "1 rejected." in browser.post(address, sent | {"item": [again.pk]}, follow=True).text


def queue_of(browser, pending, decision):
    browser.post(f"/moderate/to-do/posts/{pending.pk}/{decision}/")


def test_edits_that_are_alike_are_decided_together_too(as_, root, topic, say):
    for number in range(5):
        post = say(join(f"late{number}"), topic, f"Answer {number}")
        said = {"source": "Cheap watches", "html": "<p>Cheap watches</p>", "base": post.revision}
        PendingEdit.objects.create(author=post.author, post=post, **said)
    browser = as_(root)
    address = page_of(browser)
    assert "Cheap watches" in browser.get(address).text
    edits = [edit.pk for edit in PendingEdit.objects.all()]
    sent = {"listed": edits, "item": edits[1:], "rest": "approve", "ready": "spam", "reason": ""}
    answer = browser.post(address, sent | {"decision": "reject"}, follow=True).text
    assert "4 rejected." in answer
    assert not PendingEdit.objects.exists()
    assert Post.objects.filter(source="Cheap watches").count() == 1


def test_all_that_waits_is_decided_on_one_page_too(as_, root, ben, topic, wave):
    other = waits(ben, topic, "How do I begin?")
    queue = as_(root).get(TO_DO).text
    assert "decide about all 6 on one page" in queue
    address = queue[: queue.index('">Waiting for approval: decide about all')].rpartition('"')[2]
    sent = {
        "listed": [other.pk, *(each.pk for each in wave)],
        "item": [each.pk for each in wave],
        "decision": "clean-up",
        "rest": "approve",
        "ready": "spam",
        "reason": "",
    }
    as_(root).post(address, sent)
    assert Post.objects.filter(author=ben).exists()
    assert not PendingPost.objects.exists()
