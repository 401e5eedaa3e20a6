"""The links in mails: they work without signing in, do nothing when merely opened, and are nobody else's."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.jobs.running import run_due
from forum.mail import sending
from forum.mail.mail_server import Connection
from forum.members import closing_accounts
from forum.notifications.models import Delivery, NotificationPreference

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger():
    """A mail program: no cookie, no token, no Origin."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def links(ben, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    say(ben, topic)
    work()
    return links_in(mail.outbox[-1])


def links_in(message) -> dict[str, str]:
    found = re.findall(r"http://127\.0\.0\.1:8000(/mail/(stop|level)/\S+)", message.body)
    return {name: path for path, name in found}


def level_of(member, thing):
    return Follow.objects.of(thing).get(member=member).level


def test_one_click_stops_without_cookie_or_sign_in_and_may_be_sent_twice(stranger, eve, topic, links):
    for _click in range(2):
        answer = stranger.post(links["stop"], {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Follow.objects.active().of(topic).exists()
    topic.refresh_from_db()
    assert topic.follower_count == 0


def test_what_was_stopped_sends_no_more(stranger, ben, topic, say, links, work):
    stranger.post(links["stop"])
    say(ben, topic)
    work()
    assert len(mail.outbox) == 1


def test_opening_the_links_changes_nothing(stranger, eve, topic, links):
    for address in links.values():
        for method in (stranger.get, stranger.head):
            assert method(address).status_code == 200
    assert level_of(eve, topic) == Level.EVERY


def test_a_stop_by_mistake_is_taken_back_on_the_same_page(stranger, eve, topic, links):
    page = stranger.post(links["stop"]).text
    assert ">Undo<" in page
    stranger.post(links["stop"], {"again": "1"})
    assert Follow.objects.of(topic).get(member=eve).is_active


def test_taking_a_stop_back_brings_back_what_was_set(stranger, eve, topic, links):
    following.follow(eve, topic, Level.EVERY, is_shown=False)
    stranger.post(links["stop"])
    stranger.post(links["stop"], {"again": "1"})
    row = Follow.objects.of(topic).get(member=eve)
    assert (row.level, row.is_shown) == (Level.EVERY, False)
    assert "eve" not in stranger.get(f"{topic.get_absolute_url()}followers/").text


def test_a_stop_while_the_mail_is_in_a_workers_hands_lets_no_mail_go(stranger, ben, eve, topic, say, links):
    say(ben, topic, "Once more.")
    while run_due():
        pass
    Delivery.objects.update(due_at=timezone.now())
    claimed = sending.Sender().claim()
    stranger.post(links["stop"])
    sent = len(mail.outbox)
    sending.Sender().send_all(claimed, Connection(), lambda: False)
    assert len(mail.outbox) == sent


@pytest.mark.parametrize("name", ["stop", "level"])
def test_a_link_that_is_not_whole_or_anothers_is_not_found(name, stranger, as_, ben, links):
    token = links[name].rstrip("/").rpartition("/")[2]
    facts, _colon, signature = token.partition(":")
    member, follow, kind = facts.split(".")
    for forged in (
        f"{ben.pk}.{follow}.{kind}:{signature}",
        f"{member}.{int(follow) + 1}.{kind}:{signature}",
        f"{facts}:{signature[:-1]}x",
        facts,
        "x",
        "0.0.reply:",
        "%00",
    ):
        assert stranger.post(f"/mail/{name}/{forged}/").status_code == 404
    assert as_(ben).get(links[name]).status_code == 404
    assert as_(ben).post(links[name]).status_code == 404
    assert Follow.objects.active().exists()


def test_the_level_is_changed_without_signing_in(stranger, eve, topic, links):
    assert "Daily summary" in stranger.get(links["level"]).text
    answer = stranger.post(links["level"], {"level": "daily"})
    assert answer.status_code == 200
    assert "Saved." in answer.text
    assert level_of(eve, topic) == Level.DAILY


@pytest.mark.parametrize("level", ["", "hourly", "left", "asked", "\x00"])
def test_a_level_that_is_none_is_refused_with_a_sentence(level, stranger, eve, topic, links):
    answer = stranger.post(links["level"], {"level": level})
    assert answer.status_code == 422
    assert level_of(eve, topic) == Level.EVERY


def test_a_mail_about_a_mention_is_stopped_for_mentions_alone(stranger, ben, eve, topic, say, work):
    say(ben, topic, "@eve")
    work()
    found = links_in(mail.outbox[-1])
    assert set(found) == {"stop"}
    assert "Emails about mentions are on." in stranger.get(found["stop"]).text
    assert "Emails about mentions are off." in stranger.post(found["stop"]).text
    assert NotificationPreference.objects.get(member=eve).choices == {"mention": {"mail": False}}
    say(ben, topic, "@eve again")
    work()
    assert len(mail.outbox) == 1


def test_a_link_does_not_tell_the_title_of_what_has_gone_out_of_sight(stranger, topic, links):
    apply_preset(topic.board, Preset.STAFF)
    for address in links.values():
        assert topic.title not in stranger.get(address).text
    stranger.post(links["stop"])
    assert not Follow.objects.active().exists()


def test_the_link_of_a_closed_account_is_not_found(stranger, eve, links):
    closing_accounts.close(eve)
    assert stranger.get(links["stop"]).status_code == 404


@pytest.mark.parametrize("name", ["stop", "level"])
def test_the_buttons_of_one_link_are_pressed_only_so_often_and_it_may_be_looked_at(stranger, links, name):
    fields = {"level": Level.EVERY} if name == "level" else {"again": "1"}
    with time_machine.travel(timezone.now(), tick=False):
        answers = [stranger.post(links[name], fields).status_code for _press in range(21)]
        assert answers == [200] * 20 + [429]
        assert stranger.get(links[name]).status_code == 200
