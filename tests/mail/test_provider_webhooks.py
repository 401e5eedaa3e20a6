"""What mail providers report in their own formats, read by django-anymail."""

import base64
import json

import pytest

from forum.mail import suppressed_addresses
from forum.mail.models import SuppressedAddress

pytestmark = pytest.mark.django_db

SECRET = "s3cret-of-the-hook"
# As Postmark's documentation of its bounce webhook has it.
BOUNCE = {
    "RecordType": "Bounce",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Tag": "Test",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Metadata": {"a_key": "a_value"},
    "ServerID": 23,
    "MessageStream": "outbound",
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "smtp;550 5.1.1 unknown user",
    "Email": "eve@example.org",
    "From": "forum@example.org",
    "BouncedAt": "2019-11-05T16:33:54.9070259Z",
    "DumpAvailable": True,
    "Inactive": True,
    "CanActivate": True,
    "Subject": "Re: A first question",
}
COMPLAINT = BOUNCE | {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Name": "Spam complaint"}


@pytest.fixture
def webhook(settings, client):
    settings.MAIL_HOOK_SECRET, settings.MAIL_PROVIDER = SECRET, "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": f"folkmoot:{SECRET}"}

    def act(report, secret=SECRET, provider="postmark"):
        login = base64.b64encode(f"folkmoot:{secret}".encode()).decode()
        return client.post(
            f"/mail/hook/{provider}/",
            json.dumps(report),
            content_type="application/json",
            headers={"Authorization": f"Basic {login}"} if secret else {},
        )

    return act


@pytest.mark.parametrize(("report", "reason"), [(BOUNCE, "bounce"), (COMPLAINT, "complaint")])
def test_a_report_stops_mail_to_the_address(webhook, report, reason):
    assert webhook(report).status_code == 200
    row = SuppressedAddress.objects.get()
    assert (row.address, row.reason, row.answer) == ("eve@example.org", reason, "smtp;550 5.1.1 unknown user")
    assert suppressed_addresses.is_suppressed("eve@example.org")


def test_what_came_back_for_now_stops_mail_at_the_fourth_time(webhook):
    for time in range(4):
        assert not suppressed_addresses.is_suppressed("eve@example.org"), time
        webhook(BOUNCE | {"Type": "SoftBounce", "Name": "Soft bounce"})
    assert suppressed_addresses.is_suppressed("eve@example.org")


def test_the_same_report_twice_counts_once(webhook):
    webhook(COMPLAINT)
    webhook(COMPLAINT)
    assert SuppressedAddress.objects.get().reason == "complaint"


@pytest.mark.parametrize(
    "report",
    [
        {"RecordType": "Delivery", "Recipient": "eve@example.org", "DeliveredAt": "2019-11-05T16:33:54Z"},
        {"RecordType": "Open", "Recipient": "eve@example.org", "ReceivedAt": "2019-11-05T16:33:54Z"},
        BOUNCE | {"Type": "Transient"},  # the provider goes on trying
        BOUNCE | {"Type": "AutoResponder"},
        BOUNCE | {"Type": "Blocked"},
        BOUNCE | {"Email": "no address"},
    ],
)
def test_whatever_else_a_provider_reports_stops_nothing(webhook, report):
    assert webhook(report).status_code == 200
    assert not SuppressedAddress.objects.exists()


@pytest.mark.parametrize("secret", ["another", None])
def test_nobody_reports_without_the_secret(webhook, secret):
    assert webhook(BOUNCE, secret).status_code == 400
    assert not SuppressedAddress.objects.exists()


def test_no_other_provider_is_listened_to(webhook):
    assert webhook(BOUNCE, provider="mailgun").status_code == 404
    assert not SuppressedAddress.objects.exists()


def test_without_a_provider_there_is_no_webhook(webhook, settings):
    settings.MAIL_PROVIDER = ""
    assert webhook(BOUNCE).status_code == 404


def test_a_report_is_posted(webhook, client):
    assert client.get("/mail/hook/postmark/").status_code == 405
