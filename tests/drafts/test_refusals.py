"""Whatever refuses a text, the page that follows has it again to the last character, and says why."""

import errno
import re
import uuid
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from forum import limits
from forum.boards.models import Board, Grant
from forum.boards.presets import Preset
from forum.limits.limit_table import LIMITS
from forum.moderation import member_acts, post_acts, topic_acts
from forum.posts import publishing, revising, wiki_posts
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD, opened
from tests.drafts.conftest import bodies

LONG = ("“Nothing” but <the> belt & the 🚲.\n\n\t- [ ] مرحبا\n" * 1000)[:31_990] + "  The end"


def texts_in(page):
    """What the boxes of a page hold, as a browser would send it."""
    boxes = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    return [unescape(box).replace("\r\n", "\n") for box in boxes]


class Sender:
    """A member with a page open, whose form they send."""

    def __init__(self, member, topic):
        self.browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.browser.force_login(member, backend="accounts.backends.MemberBackend")
        self.topic, self.post = topic, topic.posts.get(number=1)
        page = self.browser.get(topic.get_absolute_url()).text
        self.token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def send(self, act, body=LONG, **fields):
        address = {
            "reply": f"{self.topic.get_absolute_url()}reply/",
            "start": "/b/general/new/",
            "edit": f"/p/{self.post.pk}/edit/",
        }[act]
        sent = {
            "body": body.replace("\n", "\r\n"), "title": "A title", "key": uuid.uuid4().hex, "base": "1", "draft": "0",
            "board": self.topic.board_id if act == "reply" else "", "csrfmiddlewaretoken": self.token,
        }  # fmt: skip
        headers = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
        return self.browser.post(address, sent | fields, headers=headers)


@pytest.fixture
def sender(ada, topic):
    return Sender(ada, topic)


ACTS = pytest.mark.parametrize("act", ["reply", "start", "edit"])


def holds(answer, status, words, body=LONG):
    assert answer.status_code == status, answer.text[:3000]
    assert body in texts_in(answer.text)
    assert words in answer.text


def test_a_locked_topic(sender, root, topic):
    topic_acts.lock(root, topic, "Enough.")
    for act in ("reply", "edit"):
        holds(sender.send(act), 409, "This topic is locked now")


def test_what_can_no_longer_be_posted_can_still_be_saved(sender, root, ada, topic):
    topic_acts.lock(root, topic, "Enough.")
    Grant.objects.filter(board=topic.board, audience="members").update(verbs=["see"])
    for act in ("reply", "start", "edit"):
        assert sender.send(act, save_draft="1").url == "/drafts/"
    assert set(bodies(ada).values()) == {LONG}


def test_a_board_that_may_only_be_read_now(sender, topic):
    Grant.objects.filter(board=topic.board, audience="members").update(verbs=["see"])
    for act in ("reply", "edit"):
        holds(sender.send(act), 403, "You can read this board, but you can’t post on it")
    holds(sender.send("start"), 403, "You can’t start topics on this board now")
    board = Board.objects.filter(pk=topic.board_id)
    board.update(takes_topics=False)
    holds(sender.send("start"), 403, "You can’t start topics on this board now")


def test_a_board_that_takes_no_topics_while_one_is_sent(sender, monkeypatch):
    monkeypatch.setattr(publishing.rules, "can_start", mock.Mock(side_effect=[True, False, True]))
    holds(sender.send("start"), 409, "You can’t start topics on this board now")


def test_a_moved_topic(sender, root, topic):
    topic_acts.move(root, topic, "It belongs there.", board=opened("Elsewhere", Preset.PUBLIC))
    old = topic.board_id
    holds(sender.send("reply", board=old), 409, "This topic is on another board now")


def test_a_wiki_post_that_is_its_authors_again(sender, ben, mod, topic, say):
    sender.post = say(ben, topic)
    wiki_posts.make_wiki(mod, sender.post)
    wiki_posts.end_wiki(mod, sender.post)
    holds(sender.send("edit"), 403, "Only its author and moderators can edit this post")


def test_a_post_that_was_edited_meanwhile(sender, mod, topic):
    revise(mod, sender.post, render_text("Calmer."), base=1)
    holds(sender.send("edit"), 409, "Someone else edited this post")


def test_a_removed_topic(sender, root, topic):
    topic_acts.remove(root, topic, "It was about you.")
    for act in ("reply", "edit"):
        holds(sender.send(act), 410, "This topic was removed")
    topic_acts.restore(root, topic)
    topic_acts.remove(root, topic, "Spam", is_spam=True)
    for act in ("reply", "edit"):
        holds(sender.send(act), 404, "Page not found")


def test_a_removed_post(sender, root, ada, topic, say):
    sender.post = say(ada, topic)
    post_acts.remove(root, sender.post, "Spam")
    holds(sender.send("edit"), 409, "This post was removed")


@ACTS
def test_a_board_closed_to_its_author(sender, topic, act):
    Grant.objects.filter(board=topic.board).delete()
    holds(sender.send(act), 404, "Page not found")


@ACTS
def test_a_token_that_has_expired(sender, act):
    answer = sender.send(act, csrfmiddlewaretoken="x" * 64)
    holds(answer, 403, "This form has expired")
    assert "Send again" in answer.text


@ACTS
def test_a_session_that_has_ended(sender, act):
    sender.browser.logout()
    answer = sender.send(act)
    assert answer.status_code == 303
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', sender.browser.get(answer.url).text)[1]
    signed_in = sender.browser.post(
        answer.url, {"login": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token}
    )
    assert LONG in texts_in(sender.browser.get(signed_in.url).text)


@ACTS
def test_a_suspension(sender, root, ada, act):
    member_acts.suspend(root, ada, "Enough.", until=timezone.now() + timedelta(days=1))
    answer = sender.send(act)
    assert answer.status_code == 303
    member_acts.lift_suspension(root, ada, "Enough of that.")
    sender.browser.force_login(ada, backend="accounts.backends.MemberBackend")
    there = {
        "reply": sender.topic.get_absolute_url(),
        "start": "/b/general/new/",
        "edit": f"/p/{sender.post.pk}/edit/",
    }
    assert LONG in texts_in(sender.browser.get(there[act]).text)


@ACTS
def test_a_text_that_is_too_long(sender, act):
    body = LONG * 3
    holds(sender.send(act, body), 422, "The text is too long", body)


@pytest.mark.parametrize("act", ["reply", "start"])
@pytest.mark.parametrize(
    ("setting", "words"), [("posts_a_minute", "Wait a minute"), ("posts_an_hour", "in an hour")]
)
def test_posting_too_fast(sender, act, setting, words):
    SiteSettings.current().change(**{setting: 1})
    holds(sender.send(act), 429, words)


@ACTS
def test_more_links_than_a_newcomer_may_post(sender, act):
    body = " ".join(f"https://example.org/{number}" for number in range(1200))[:31_999] + "."
    holds(sender.send(act, body), 422, "links", body)


@ACTS
@pytest.mark.parametrize(
    ("change", "name", "status", "words"),
    [
        ({"attachment_megabytes": 0}, "a.txt", 413, "This file is too big"),
        ({"attachment_space": 0}, "a.txt", 413, "take up all of your"),
        ({}, "a.svg", 422, "Files of this kind can’t be attached"),
        ({}, "a.png", 422, "can’t be read as a picture"),
    ],
)
def test_a_file_that_is_refused(sender, act, change, name, status, words):
    if change:
        SiteSettings.current().change(**change)
    holds(sender.send(act, files=ContentFile(b"words", name)), status, words)


@ACTS
def test_a_disk_too_full_for_a_file(sender, act, monkeypatch):
    full = mock.Mock(side_effect=OSError(errno.ENOSPC, "No space left on device"))
    monkeypatch.setattr("forum.attachments.files.os.fsync", full)
    holds(sender.send(act, files=ContentFile(b"words", "a.txt")), 507, "disk is full")


@ACTS
def test_too_many_requests(sender, ada, act):
    limits.charge("render", ada.pk, LIMITS["render"].most)
    holds(sender.send(act), 429, "Too many requests")


@ACTS
@pytest.mark.parametrize(
    ("words", "status"),
    [("database is locked", 503), ("database or disk is full", 507), ("disk I/O error", 503)],
)
def test_an_outage(sender, act, words, status):
    failing = mock.patch.object(
        revising if act == "edit" else publishing, "enqueue", side_effect=OperationalError(words)
    )
    with failing:
        answer = sender.send(act)
    holds(answer, status, "Your text is safe")
    assert "Send again" in answer.text
    # The worker that died in the middle has stored nothing: the same form is taken once.
    assert sender.send(act).status_code == 303


@pytest.mark.parametrize("place", ["topic:x", "topic:", "topic:٣", "board:x", "nowhere", "topic:0"])
def test_discarding_a_draft_of_no_place_breaks_nothing(as_, ada, db, place):
    assert as_(ada).post(f"/drafts/discard/?place={place}", {"body": "Words"}).status_code == 303
