"""What authors are told of a text of theirs that waits: why, by what, how long it usually takes, and what they can do."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.moderation import approval_acts
from forum.moderation.models import LogEntry
from forum.moderation.waiting_times import words_for
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit

BY_FILTER = "A filter let it wait automatically; a moderator decides."
BY_BOARD = "A setting of the board lets it wait; a moderator decides."
USUALLY = "Usually decided within"


def waits(author, topic, name="copy", minutes=0, **fields):
    facts = [{"name": name, "evidence": {}}]
    said = {"source": "Words that wait", "key": uuid.uuid4().hex, "reasons": facts} | fields
    since = timezone.now() - timedelta(minutes=minutes)
    return PendingPost.objects.create(author=author, topic=topic, created_at=since, **said)


@pytest.mark.parametrize(
    ("name", "by", "why"),
    [
        ("copy", BY_FILTER, "much the same as an older post"),
        ("board-replies", BY_BOARD, "Replies on this board wait for approval."),
        ("watched", "A moderator decides.", "a moderator has said so"),
    ],
)
def test_the_author_reads_why_and_by_what_it_waits(as_, ada, ben, mod, topic, name, by, why):
    waits(ben, topic, name)
    page = as_(ben).get(topic.get_absolute_url()).text
    for said in (why, by, "told why and can appeal", ">Withdraw<"):
        assert said in page, said
    assert "Words that wait" not in as_(ada).get(topic.get_absolute_url()).text


def test_the_same_is_said_of_an_edit_and_on_the_page_of_drafts(as_, ben, say, topic):
    post = say(ben, topic, "As it was")
    PendingEdit.objects.create(
        post=post,
        author=ben,
        source="Now",
        html="<p>Now</p>",
        base=post.revision,
        reasons=[{"name": "copy", "evidence": {}}],
    )
    page = as_(ben).get(f"/p/{post.pk}/waiting-edit/").text
    assert BY_FILTER in page
    assert ">Withdraw<" in page
    waits(ben, topic, "board-replies")
    assert BY_BOARD in as_(ben).get("/drafts/").text


def test_how_long_it_usually_takes_is_said_once_some_were_decided(as_, ben, eve, mod, topic):
    waits(ben, topic)
    for count in range(5):
        assert USUALLY not in as_(ben).get(topic.get_absolute_url()).text, count
        decision = approval_acts.approve if count % 2 else approval_acts.reject
        decision(mod, waits(eve, topic, minutes=100), "Spam")
    assert "Usually decided within 2 hours." in as_(ben).get(topic.get_absolute_url()).text
    LogEntry.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert USUALLY not in as_(ben).get(topic.get_absolute_url()).text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "within 10 minutes."),
        (601, "within an hour."),
        (3_601, "within 2 hours."),
        (24 * 3600, "within 24 hours."),
        (24 * 3600 + 1, "within 2 days."),
    ],
)
def test_times_are_said_in_round_words(seconds, said):
    assert words_for(seconds).endswith(said)


def test_what_was_rejected_leads_to_all_facts_the_text_and_an_appeal(as_, ben, mod, topic):
    entry = approval_acts.reject(mod, waits(ben, topic), "Not here")
    browser = as_(ben)
    page = browser.get(browser.get(f"/notifications/{ben.notifications.get().pk}/").url).text
    for said in ("Not here", "It waited for approval", "Decided by", "Send appeal", "Read your text"):
        assert said in page, said
    sent = browser.post(f"/acts/{entry.pk}/", {"words": "It belongs here."}, follow=True).text
    assert "You’ll be told what comes of it" in sent


def test_slow_mode_of_a_board_is_said_on_the_board_and_to_nobody_alone(as_, ben, board):
    assert "Slow mode" not in as_().get(board.get_absolute_url()).text
    type(board).objects.filter(pk=board.pk).update(slow_minutes=5)
    for reader in (None, ben):
        page = as_(reader).get(board.get_absolute_url()).text
        assert "Slow mode: one post of yours on this board in 5 minutes." in page
    assert not ben.notifications.exists()
