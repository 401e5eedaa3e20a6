"""What a mail provider reports stops mail to suppressed addresses."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Level
from forum.mail import suppressed_addresses
from forum.mail.models import SuppressedAddress
from forum.notifications.models import Delivery

pytestmark = pytest.mark.django_db

SECRET = "s3cret-of-the-hook"


@pytest.fixture
def hook(settings, client):
    settings.MAIL_HOOK_SECRET = SECRET

    def act(report, secret=SECRET):
        headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
        body = report if isinstance(report, (str, bytes)) else json.dumps(report)
        return client.post("/mail/hook/", body, content_type="application/json", headers=headers)

    return act


@pytest.mark.parametrize("kind", ["bounce", "complaint"])
def test_an_address_that_is_reported_gets_no_more_mail(kind, hook, ben, eve, topic, say, work):
    following.follow(eve, topic, Level.EVERY)
    assert hook({"address": "EVE@example.org", "kind": kind, "detail": "550 gone"}).json() == {"noted": 1}
    say(ben, topic)
    work()
    assert mail.outbox == []
    delivery = Delivery.objects.get(channel="mail")
    assert (delivery.state, delivery.error) == ("skipped", "This address is blocked.")


def test_mail_that_comes_back_for_now_stops_at_the_fourth_time_within_a_month(hook):
    for _time in range(3):
        hook({"address": "eve@example.org", "kind": "soft"})
    assert not suppressed_addresses.is_suppressed("eve@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        hook({"address": "eve@example.org", "kind": "soft"})
        assert not suppressed_addresses.is_suppressed("eve@example.org")
        for _time in range(3):
            hook({"address": "eve@example.org", "kind": "soft"})
        assert suppressed_addresses.is_suppressed("eve@example.org")


def test_many_reports_come_at_once_and_half_a_list_is_not_taken(hook):
    good = [{"address": f"a{n}@example.org", "kind": "bounce"} for n in range(5)]
    assert hook([*good, {"address": "no address", "kind": "bounce"}]).status_code == 400
    assert not SuppressedAddress.objects.exists()
    assert hook(good).json() == {"noted": 5}
    assert hook(good).json() == {"noted": 5}
    assert SuppressedAddress.objects.count() == 5


def test_a_form_is_taken_as_well(settings, client):
    settings.MAIL_HOOK_SECRET = SECRET
    headers = {"Authorization": f"Bearer {SECRET}"}
    answer = client.post("/mail/hook/", {"address": "eve@example.org", "kind": "bounce"}, headers=headers)
    assert answer.status_code == 200
    assert suppressed_addresses.is_suppressed("eve@example.org")


@pytest.mark.parametrize("secret", ["wrong", "", None, "ünïcode"])
def test_without_the_secret_nothing_is_noted(secret, hook):
    assert hook({"address": "eve@example.org", "kind": "bounce"}, secret).status_code == 403
    assert not SuppressedAddress.objects.exists()


def test_without_a_secret_in_the_settings_there_is_no_hook(client, settings):
    settings.MAIL_HOOK_SECRET = ""
    headers = {"Authorization": "Bearer "}
    answer = client.post("/mail/hook/", {"address": "eve@example.org", "kind": "bounce"}, headers=headers)
    assert answer.status_code == 404


def test_looking_at_the_hook_does_nothing(client, settings):
    settings.MAIL_HOOK_SECRET = SECRET
    assert client.get("/mail/hook/").status_code == 405


@pytest.mark.parametrize(
    "report",
    [
        "", "{", "[]", "3", "null", "[1]", '"x"', {}, {"address": "eve@example.org"}, {"address": 3, "kind": "bounce"},
        {"address": "eve@example.org", "kind": "gone"}, {"address": "eve@example.org", "kind": ["bounce"]},
        {"address": "eve@example.org", "kind": "bounce", "detail": {}}, {"address": "x\x00@example.org", "kind": "bounce"},
        [{"address": "a@example.org", "kind": "bounce"}] * 501,
    ],
)  # fmt: skip
def test_a_report_that_is_none_is_refused(report, hook):
    assert hook(report).status_code == 400
    assert not SuppressedAddress.objects.exists()


def test_hostile_words_in_a_report_are_kept_harmless(hook):
    hook({"address": "eve@example.org", "kind": "bounce", "detail": "\x00\ud800<script>" + "x" * 2000})
    assert len(SuppressedAddress.objects.get().answer) == 500


def test_an_address_that_is_confirmed_anew_is_alive_again_unless_its_owner_complained():
    for address, why in (("a@example.org", "bounce"), ("b@example.org", "complaint")):
        suppressed_addresses.report(address, why)
        suppressed_addresses.forget(address)
    assert list(SuppressedAddress.objects.values_list("address", flat=True)) == ["b@example.org"]


@pytest.mark.parametrize(
    "report",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"address": "a@\\ud800\\ud800x.com", "kind": "bounce"}',
        '{"address": "\\udc80@example.org", "kind": "bounce"}',
        '{"address": "eve@example.org", "kind": "bounce", "detail": ' + "9" * 6_000 + "}",
        b"\xff\xfe\x00{",
    ],
)
def test_what_no_provider_sends_is_refused_and_breaks_nothing(report, hook):
    assert hook(report).status_code == 400
    assert not SuppressedAddress.objects.exists()


@pytest.mark.parametrize(
    "sent", [SECRET, f"Basic {SECRET}", f"bearer {SECRET}", f"Bearer  {SECRET}", "Bearer "]
)
def test_the_secret_counts_only_as_it_is_documented(sent, hook, client, settings):
    body = json.dumps({"address": "eve@example.org", "kind": "bounce"})
    answer = client.post(
        "/mail/hook/", body, content_type="application/json", headers={"Authorization": sent}
    )
    assert answer.status_code == 403
