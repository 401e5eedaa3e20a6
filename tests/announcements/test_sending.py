"""An announcement by bell or email: to those it is for and nobody else, once, and not to who wants none."""

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.utils import timezone

from forum import limits
from forum.announcements import sending
from forum.announcements.models import Announcement
from forum.jobs.running import run_due
from forum.mail.sending import Sender
from forum.mail.unsubscribe import token_for
from forum.notifications.models import Delivery, Notification, NotificationPreference
from tests.announcements.conftest import SECRET
from tests.conftest import join


@pytest.fixture
def send(as_, root):
    def act(notice, *channels):
        answer = as_(root).post(
            f"/admin/announcements/announcement/{notice.pk}/send/", {"channels": channels}
        )
        while run_due():
            pass
        return answer

    return act


def told(channel):
    return {row.member.username for row in Delivery.objects.filter(channel=channel).select_related("member")}


def mailed():
    Delivery.objects.update(due_at=timezone.now())
    Sender().send_due(lambda: False)
    return {address for message in mail.outbox for address in message.to}


def test_it_goes_to_the_chosen_group_and_to_nobody_else(announce, send, ada, ben, keepers):
    notice = announce(audience="groups", groups=[keepers.pk], is_banner=None)
    assert send(notice, "bell", "mail").status_code == 302
    assert told("bell") == told("mail") == {"ada"}
    assert mailed() == {"ada@example.org"}


def test_all_members_are_told_by_what_was_chosen(announce, send, root, ada, ben):
    send(announce(audience="members", is_banner=None), "bell")
    assert told("bell") == {"root", "ada", "ben"}
    assert told("mail") == set()
    notice = Announcement.objects.get()
    assert (notice.sent_count, notice.channels, notice.sent_by) == (3, ["bell"], root)
    assert notice.done_at


def test_the_bell_leads_to_the_announcement(as_, announce, send, ben):
    notice = announce(is_banner=None)
    send(notice, "bell")
    listed = as_(ben).get("/notifications/").text
    assert "Announcement: " in listed
    assert "Heron" in listed
    [notification] = Notification.objects.filter(member=ben)
    answer = as_(ben).get(f"/notifications/{notification.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == notice.get_absolute_url()
    assert SECRET in answer.text


def test_what_begins_later_is_not_sent_before_and_can_be_sent_then(announce, send, ben):
    with time_machine.travel("2026-11-26 12:00Z", tick=False):
        notice = announce(starts_at="2026-11-27T00:00", is_banner=None)
        answer = send(notice, "bell", "mail")
        assert answer.status_code == 409
        assert "This announcement begins later." in answer.text
        assert 'value="mail"' in answer.text
        assert not Delivery.objects.exists()
        notice.refresh_from_db()
        assert notice.sent_at is None
    with time_machine.travel("2026-11-27 12:00Z", tick=False):
        assert send(notice, "bell").status_code == 302
        assert "ben" in told("bell")


def test_the_email_holds_the_text_and_ways_to_stop(announce, send, ben):
    send(announce(text=f"Come to the [{SECRET}](https://fair.example/).", is_banner=None), "mail")
    mailed()
    message = next(message for message in mail.outbox if message.to == ["ben@example.org"])
    assert message.subject == "Heron"
    assert SECRET in message.body
    assert "https://fair.example/" in message.alternatives[0][0]
    assert "List-Unsubscribe" in message.extra_headers


def test_who_has_switched_it_off_or_paused_gets_no_email(as_, announce, send, ada, ben, eve, root):
    off = NotificationPreference.objects.create(member=ada, choices={"announcement": {"mail": False}})
    NotificationPreference.objects.create(member=ben, is_quiet=True)
    assert off.choices
    send(announce(is_banner=None), "bell", "mail")
    assert told("mail") == {"eve", "root"}
    assert told("bell") == {"ada", "ben", "eve", "root"}


def test_the_link_in_the_email_stops_further_ones(as_, announce, send, ben):
    send(announce(is_banner=None), "mail")
    token = token_for(Delivery.objects.get(member=ben))
    assert as_().post(f"/mail/stop/{token}/").status_code in {200, 303}
    send(announce(title="Again", is_banner=None), "mail")
    assert Delivery.objects.filter(member=ben).count() == 1


def test_who_has_left_or_is_a_placeholder_is_not_told(announce, send, ada):
    join("gone", closed_at=timezone.now())
    join("off", is_active=False)
    join("imported", is_placeholder=True)
    send(announce(is_banner=None), "bell")
    assert told("bell") == {"ada", "root"}


def test_it_is_sent_once(as_, announce, send, ben):
    notice = announce(is_banner=None)
    send(notice, "bell")
    again = send(notice, "bell", "mail")
    assert again.status_code == 409
    assert "sent already" in again.text
    assert "It can be sent only once." in again.text and "It goes to" not in again.text
    assert 'name="channels"' not in again.text
    assert Delivery.objects.filter(member=ben).count() == 1


def test_a_killed_worker_is_followed_by_one_that_tells_nobody_twice(announce, ada, ben, root, monkeypatch):
    notice = announce(is_banner=None)
    sending.send(notice, root, ["bell"])
    monkeypatch.setattr(sending, "BATCH", 2)
    assert sending.notify_batch(notice.pk)
    Announcement.objects.update(cursor=0, sent_count=0)  # killed before that was written
    sending.notify_recipients(announcement_id=notice.pk)
    sending.notify_recipients(announcement_id=notice.pk)
    assert Delivery.objects.count() == Notification.objects.count() == 3
    assert Announcement.objects.get().sent_count == 3


def test_an_email_of_what_was_deleted_or_left_the_group_is_not_sent(announce, send, ada, keepers):
    notice = announce(audience="groups", groups=[keepers.pk], is_banner=None)
    send(notice, "mail")
    ada.groups.clear()
    assert mailed() == set()
    assert Delivery.objects.get().state == "skipped"


@pytest.mark.parametrize("channels", [(), ("pigeon",), ("bell", "pigeon")])
def test_a_way_must_be_chosen(announce, send, channels):
    answer = send(announce(is_banner=None), *channels)
    assert answer.status_code == 422
    assert Announcement.objects.get().sent_at is None


def test_before_it_is_sent_it_is_shown_with_how_many_it_reaches(as_, announce, root, ada, keepers):
    notice = announce(audience="groups", groups=[keepers.pk], text=f"**{SECRET}**")
    page = as_(root).get(f"/admin/announcements/announcement/{notice.pk}/send/").text
    assert "It goes to 1 member," in page
    assert f"<strong>{SECRET}</strong>" in page


def test_sending_is_logged_and_limited(announce, send, root):
    send(announce(is_banner=None), "bell", "mail")
    assert "Sent by bell and mail." in LogEntry.objects.latest("pk").get_change_message()
    limits.charge("announcement", root.pk, 5)
    assert send(announce(title="Again", is_banner=None), "bell").status_code == 429


def test_nobody_else_sends(as_, announce, ben):
    clerk = join("clerk", is_staff=True)
    notice = announce(is_banner=None)
    path = f"/admin/announcements/announcement/{notice.pk}/send/"
    assert as_(clerk).post(path, {"channels": "bell"}).status_code == 403
    assert as_(ben).post(path, {"channels": "bell"}).status_code == 302
    assert Announcement.objects.get().sent_at is None
