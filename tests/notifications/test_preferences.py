"""/settings/notifications/: a table of kinds and ways, and a switch for quiet."""

import pytest

from forum.mail import suppressed_addresses
from forum.notifications.channels import CHANNELS
from forum.notifications.kinds import KINDS
from forum.notifications.models import NotificationPreference

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/notifications/"


def test_every_kind_stands_in_the_table_with_its_boxes(as_, eve):
    page = as_(eve).get(ADDRESS).text
    for kind in KINDS.values():
        if kind.is_for_owners:
            continue
        assert str(kind.label) in page
        for channel in CHANNELS:
            has_box = kind.is_usual(channel) is not None and not kind.is_fixed
            assert (f'name="{kind.name}-{channel}"' in page) == has_box


def test_what_only_owners_are_told_is_asked_of_owners_alone(as_, eve, root):
    assert "backup-mail" in as_(root).get(ADDRESS).text
    assert "backup" not in as_(eve).get(ADDRESS).text


def test_the_defaults_are_those_of_the_kinds(as_, eve):
    page = as_(eve).get(ADDRESS).text
    box = page.partition('name="mention-mail"')[2].partition(">")[0]
    assert "checked" in box
    box = page.partition('name="followed-mail"')[2].partition(">")[0]
    assert "checked" not in box


def test_what_is_ticked_is_kept_and_nothing_else(as_, eve):
    answer = as_(eve).post(ADDRESS, {"mention-bell": "on", "security-bell": "", "x-y": "on"})
    assert answer.status_code == 303
    assert as_(eve).post("/settings/emails/", {"is_quiet": "on", "most_mails": "3"}).status_code == 303
    preference = NotificationPreference.objects.get(member=eve)
    assert (preference.is_quiet, preference.most_mails) == (True, 3)
    assert preference.chosen(KINDS["mention"], "bell")
    assert not preference.chosen(KINDS["mention"], "mail")
    assert not preference.chosen(KINDS["reply"], "bell")
    assert "security" not in preference.choices
    assert preference.wants(KINDS["security"], "bell")


def test_a_visitor_is_sent_to_sign_in(as_, db):
    for method in ("get", "post"):
        assert getattr(as_(), method)(ADDRESS).url.startswith("/accounts/login/")


def test_it_is_said_when_mail_to_ones_address_is_stopped(as_, eve):
    assert "Change your address" not in as_(eve).get(ADDRESS).text
    suppressed_addresses.report(eve.email, "bounce")
    assert "Change your address" in as_(eve).get(ADDRESS).text


def test_security_cannot_be_switched_off_even_by_hand(eve):
    preference = NotificationPreference(member=eve, choices={"security": {"bell": False}})
    assert preference.wants(KINDS["security"], "bell")
