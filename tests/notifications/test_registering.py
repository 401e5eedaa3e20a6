"""What an installed app adds: a kind of notification, a channel."""

import re
from dataclasses import replace

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from forum.mail.delaying import DELAY
from forum.notifications import channels, kinds
from forum.notifications.bell_channel import BellChannel
from forum.notifications.channels import CHANNELS, Channel
from forum.notifications.models import Delivery
from forum.notifications.notifying import notify_member
from tests.example_app.notifications import PINNED
from tests.mail.outgoing import mailed, send, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def pinned(ada, mod, topic):
    """pinned() → Ada has been told that her topic is pinned, and what was to be mailed has been."""

    def act(key="pinned:1"):
        notify_member(ada, "pinned", key, matter=f"pinned:{topic.pk}", topic=topic, actor=mod)
        with time_machine.travel(timezone.now() + DELAY, tick=False):
            send()

    return act


def test_a_kind_of_another_app_is_listed_with_its_sentence_and_leads_to_the_topic(as_, ada, topic, pinned):
    pinned()
    browser = as_(ada)
    page = browser.get("/notifications/").text
    assert f"Your topic “{topic.title}” was pinned by mod</a>" in page
    assert browser.get("/notifications/count/").json()["unread"] == 1
    link = re.search(r'href="(/notifications/\d+/)"', page)[1]
    assert browser.get(link).url == f"{topic.get_absolute_url()}unread/"
    assert browser.get("/notifications/count/").json()["unread"] == 0


def test_it_stands_among_the_preferences_and_is_told_as_is_chosen_there(as_, ada, pinned):
    browser = as_(ada)
    page = browser.get("/settings/notifications/").text
    assert "My topic is pinned" in page
    assert all(f'name="pinned-{channel}"' in page for channel in ("bell", "mail"))
    browser.post("/settings/notifications/", {"pinned-bell": "on"})
    pinned()
    assert "was pinned" in browser.get("/notifications/").text
    assert mailed(ada) == []


def test_it_is_mailed_with_its_sentence_until_the_link_in_the_mail_stops_it(client, ada, topic, pinned):
    pinned()
    [message] = mailed(ada)
    assert message.subject == f"Your topic “{topic.title}” was pinned by mod"
    assert f"{topic.get_absolute_url()}unread/" in message.body
    assert "because you started the topic" in message.body
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    page = client.post(stop, {"List-Unsubscribe": "One-Click"}).text
    assert "Emails about pinned topics are off." in page
    pinned("pinned:2")
    assert len(mail.outbox) == 1


def test_it_is_told_once_and_raised_while_it_is_unread(as_, ada, pinned):
    for key in ("pinned:1", "pinned:1", "pinned:2"):
        pinned(key)
    page = as_(ada).get("/notifications/").text
    assert page.count('class="notification-row') == 1
    assert Delivery.objects.filter(member=ada, channel=Channel.BELL).count() == 2


def test_where_its_app_is_not_installed_any_more_it_is_not_listed(as_, ada, pinned, monkeypatch):
    pinned()
    monkeypatch.delitem(kinds.KINDS, "pinned")
    answer = as_(ada).get("/notifications/")
    assert answer.status_code == 200
    assert "was pinned" not in answer.text


class NotebookChannel(Channel):
    name = "notebook"
    label = "Notebook"

    def deliver(self, post, reasons, visitors=()):
        return [
            Delivery(member_id=member, post=post, channel=self.name, kind=best.kind.name)
            for member, (best, *_others) in reasons.items()
        ]

    def deliver_single(self, member, delivery):
        pass


def test_a_channel_of_another_app_is_chosen_and_told_by(as_, ada, ben, eve, topic, say, monkeypatch):
    monkeypatch.setitem(CHANNELS, "notebook", NotebookChannel())
    page = as_(eve).get("/settings/notifications/").text
    assert "Notebook</th>" in page
    assert 'name="mention-notebook"' in page
    as_(ada).post("/settings/notifications/", {"mention-bell": "on"})
    say(ben, topic, "What do you think, @eve and @ada?")
    tell()
    assert [(row.member, row.kind) for row in Delivery.objects.filter(channel="notebook")] == [
        (eve, "mention")
    ]


def test_what_is_registered_already_is_refused():
    with pytest.raises(ValueError, match="pinned"):
        kinds.register(PINNED)
    with pytest.raises(ValueError, match="follows of a board"):
        kinds.register(replace(PINNED, name="pinned_board", follow_of="board"))
    with pytest.raises(ValueError, match="bell"):
        channels.register(BellChannel())


def test_a_kind_for_follows_counts_as_one_whenever_it_is_registered(monkeypatch):
    monkeypatch.setattr(kinds, "KINDS", dict(kinds.KINDS))
    monkeypatch.setattr(kinds, "KIND_BY_FOLLOW", dict(kinds.KIND_BY_FOLLOW))
    poll = replace(PINNED, name="in_poll", follow_of="poll")
    kinds.register(poll)
    assert kinds.KIND_BY_FOLLOW["poll"] is poll
    assert "in_poll" in kinds.kinds_by_follow()
    assert "pinned" not in kinds.kinds_by_follow()
