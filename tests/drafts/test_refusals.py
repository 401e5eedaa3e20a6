"""Whatever refuses a text, the page that follows has it again to the last character, and says why."""

import re
import uuid
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from forum import limits
from forum.boards.models import Grant
from forum.boards.presets import Preset
from forum.limits.limit_table import LIMITS
from forum.moderation import member_acts, post_acts, topic_acts
from forum.posts import publishing, revising
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD, opened

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
    holds(sender.send("reply"), 409, "This topic is locked")
    holds(sender.send("edit"), 403, "You don’t have permission")


def test_a_moved_topic(sender, root, topic):
    topic_acts.move(root, topic, "It belongs there.", board=opened("Elsewhere", Preset.PUBLIC))
    old = topic.board_id
    holds(sender.send("reply", board=old), 409, "This topic is on another board now")


def test_a_removed_topic(sender, root, topic):
    topic_acts.remove(root, topic, "Spam")
    for act in ("reply", "edit"):
        holds(sender.send(act), 404, "Page not found")


def test_a_removed_post(sender, root, ada, topic, say):
    sender.post = say(ada, topic)
    post_acts.remove(root, sender.post, "Spam")
    holds(sender.send("edit"), 403, "You don’t have permission")


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
def test_posting_too_fast(sender, act):
    SiteSettings.current().change(posts_a_minute=1)
    holds(sender.send(act), 429, "Wait a minute")


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
