"""The list of emails says what became of each, and never “sent” of what only was written to a folder."""

import pytest

from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from tests.admin.conftest import address

STATE = "?state=all"


@pytest.fixture
def delivery(eve):
    return Delivery.objects.create(
        address="eve@example.org",
        key="account:1",
        channel=Channel.MAIL,
        kind="account",
        state=Delivery.State.SENT,
    )


def page(client):
    return client.get(address("notifications_delivery_changelist") + STATE).text


def test_without_mail_it_was_written_to_a_folder(as_, root, delivery, settings):
    settings.HAS_MAIL, settings.EMAIL_FILE_PATH = False, settings.FORUM_DATA / "mail"
    shown = page(as_(root))
    assert "written to" in shown
    assert "Written to a folder" in shown
    assert ">sent<" not in shown.lower()
    assert "written to" in as_(root).get(address("notifications_delivery_change", delivery.pk)).text


def test_with_mail_it_was_sent(as_, root, delivery, settings):
    settings.HAS_MAIL = True
    shown = page(as_(root))
    assert ">sent<" in shown
    assert "written to" not in shown


def test_it_is_named_in_words(as_, root, delivery):
    shown = page(as_(root))
    assert "Account" in shown
    assert "1 email<" in shown.replace("\n", "<")
