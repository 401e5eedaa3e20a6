"""Members ask for the removal of all they wrote; administrators decide, and answer to the address they gave."""

import pytest
from django.core import mail
from django.urls import reverse

from forum.erasing.models import ErasureRequest
from forum.erasing.request_queue import ERASURE
from forum.jobs.running import run_due
from forum.legal_holds import holding
from forum.mail.sending import Sender
from forum.moderation import queue, undoing
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.accounts.conftest import show_oneself

pytestmark = pytest.mark.every_database


@pytest.fixture
def wrote(ben, eve, board, topic, start, say):
    """Ben's post in ada's topic, a topic of his that eve answered, and one that nobody did."""
    answered, alone = start(ben, board, "Answered"), start(ben, board, "Alone")
    return {"post": say(ben, topic), "answered": answered, "alone": alone, "answer": say(eve, answered)}


def close(client, **sent):
    show_oneself(client)
    return client.post(reverse("close-account"), {"sure": "on", **sent})


def decide(client, request, decision, words="Removed as its author asked"):
    address = reverse("moderate-decide", args=["erasure", request.pk, decision])
    answer = client.post(address, {"ready": "", "reason": words})
    assert answer.status_code == 303
    while run_due():
        pass
    Sender().send_due()


def gone():
    posts = set(Post.objects.exclude(removed_at=None).values_list("pk", flat=True))
    return posts, set(Topic.objects.exclude(removed_at=None).values_list("title", flat=True))


def test_who_ticks_the_box_is_in_the_queue_with_the_address_they_had(as_, ben, wrote):
    assert 'name="remove_posts"' in as_(ben).get(reverse("close-account")).content.decode()
    close(as_(ben), remove_posts="on")
    ben.refresh_from_db()
    assert ben.closed_at
    assert ben.email == ""
    assert ErasureRequest.objects.get().address == "ben@example.org"
    assert gone() == (set(), set())


def test_who_does_not_tick_it_is_not_and_who_wrote_nothing_is_not_asked(as_, ben, nia, wrote):
    assert "remove_posts" not in as_(nia).get(reverse("close-account")).content.decode()
    close(as_(ben))
    assert not ErasureRequest.objects.exists()


def test_the_last_admin_stays_and_has_asked_for_nothing(as_, root, board, start):
    start(root, board)
    assert close(as_(root), remove_posts="on").status_code == 422
    assert not ErasureRequest.objects.exists()


def test_it_is_asked_on_the_page_of_ones_data_once_and_taken_back(as_, ben, wrote):
    client = as_(ben)
    show_oneself(client)
    for _time in range(2):
        client.post(reverse("my-data"), {"ask_removal": "1"})
    assert ErasureRequest.objects.get().member == ben
    assert "You’ve asked for this" in client.get(reverse("my-data")).content.decode()
    client.post(reverse("my-data"), {"take_back": "1"})
    assert not ErasureRequest.objects.exists()


def test_administrators_alone_have_it_in_their_queue(as_, root, mod, ben, wrote):
    close(as_(ben), remove_posts="on")
    page = as_(root).get(reverse("moderate")).content.decode()
    assert "Asks to remove 1 topic that nobody else answered," in page
    assert "and 2 other posts." in page
    assert "ben@example.org" not in page
    assert "Request to remove posts" not in as_(mod).get(reverse("moderate")).content.decode()
    request = ErasureRequest.objects.get()
    address = reverse("moderate-decide", args=["erasure", request.pk, "remove"])
    assert as_(mod).post(address, {"reason": "No"}).status_code == 404
    assert gone() == (set(), set())


def test_removing_takes_all_away_but_what_others_wrote_and_undo_brings_it_back(as_, root, ben, wrote):
    close(as_(ben), remove_posts="on")
    mail.outbox.clear()
    decide(as_(root), ErasureRequest.objects.get(), "remove")
    first = wrote["answered"].posts.get(number=1)
    assert gone() == ({wrote["post"].pk, first.pk}, {"Alone"})
    assert [(message.to, "They are removed" in message.body) for message in mail.outbox] == [
        (["ben@example.org"], True)
    ]
    entry = LogEntry.objects.get(act="remove-as-asked")
    assert entry.member == ben
    assert undoing.undo(root, entry)
    run_due()
    assert gone() == (set(), set())


def test_what_they_had_removed_before_stays_removed_after_undo(as_, root, ben, wrote):
    before = wrote["post"]
    as_(ben).post(reverse("post-remove", args=[before.pk]), {"reason": ""})
    close(as_(ben), remove_posts="on")
    decide(as_(root), ErasureRequest.objects.get(), "remove")
    undoing.undo(root, LogEntry.objects.get(act="remove-as-asked"))
    run_due()
    assert gone() == ({before.pk}, set())


def test_keeping_is_answered_by_mail_and_then_the_address_is_forgotten(as_, root, ben, wrote):
    close(as_(ben), remove_posts="on")
    mail.outbox.clear()
    request = ErasureRequest.objects.get()
    decide(as_(root), request, "keep", "Others built on it")
    assert gone() == (set(), set())
    (message,) = mail.outbox
    assert message.to == ["ben@example.org"]
    assert "Others built on it" in message.body
    request.refresh_from_db()
    assert (request.address, request.outcome, request.answered_by) == ("", "kept", root)
    assert LogEntry.objects.get(act="keep-though-asked").reason == "Others built on it"


def test_of_two_administrators_the_second_is_told_who_decided(root, ben, as_, wrote):
    close(as_(ben), remove_posts="on")
    request = ErasureRequest.objects.get()
    queue.decide(root, ERASURE, request, ERASURE.decision("keep"), "No")
    with pytest.raises(queue.AlreadyDecided, match="root"):
        queue.decide(root, ERASURE, request, ERASURE.decision("remove"), "Yes")
    assert gone() == (set(), set())


def test_under_a_legal_hold_it_says_so_and_the_texts_stay(as_, root, ben, wrote):
    holding.hold(root, ben, "Court")
    close(as_(ben), remove_posts="on")
    assert "Under a legal hold" in as_(root).get(reverse("moderate")).content.decode()
    decide(as_(root), ErasureRequest.objects.get(), "remove")
    assert Post.objects.get(pk=wrote["post"].pk).source == "Like this."
